import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatPercent, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { COMPLIANCE_COLUMNS } from "./columns.tsx";
import { useExport } from "./export.ts";
import { type FindingSearch, toFacets, toInput } from "./filters.ts";
import { FindingPanel } from "./finding-panel.tsx";
import { FindingsTable } from "./findings-table.tsx";
import { Groups } from "./groups.tsx";

const GROUPS = [
  { value: "none", label: "List" },
  { value: "rule", label: "By rule" },
  { value: "account", label: "By account" },
  { value: "owner", label: "By owner" },
] as const;

/** What fails a compliance rule, worst first. */
export function Findings() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/findings" });
  const navigate = useNavigate();
  const set = (changes: FindingSearch) =>
    void navigate({ to: "/$org/findings", params: { org: slug }, search: { ...search, ...changes } });
  const summary = useQuery(trpc.findings.summary.queryOptions());
  const rules = useQuery(trpc.findings.rules.queryOptions());
  const owners = useQuery(trpc.findings.groups.queryOptions({ by: "owner" }));
  const members = useQuery(trpc.findings.assignees.queryOptions()).data?.items;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const exporting = useExport(toInput("compliance", search));
  const by = search.group;
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Findings"
            actions={
              <Button
                busy={exporting.isPending}
                onClick={() => exporting.mutate(undefined, { onError: (error) => sayFailed(explain(error).sentence) })}
              >
                <Download aria-hidden="true" />
                {exporting.isPending ? "Exporting" : "Export CSV"}
              </Button>
            }
            sub={
              summary.data &&
              summary.data.score !== null &&
              `${formatPercent(summary.data.score)} of ${plural(summary.data.counts.pass + summary.data.counts.fail, "verdict")} pass; ${plural(summary.data.counts.unknown, "is unknown", "are unknown")} and counted neither way.`
            }
          />
          <SectionNav of="/$org/compliance" label="Compliance" />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Rule, resource or message"
            facets={toFacets(search, "compliance", rules.data, summary.data, set, {
              owners: owners.data?.items,
              members,
            })}
          >
            <Segmented
              label="Group by"
              options={GROUPS}
              value={by ?? "none"}
              onChange={(value) => set({ group: value === "none" ? undefined : value })}
            />
          </FilterBar>
        </>
      }
    >
      {by ? (
        <Groups pack="compliance" by={by} search={search} onOpen={(key) => set({ group: undefined, [by]: [key] })} />
      ) : (
        <FindingsTable
          pack="compliance"
          selection={{ ids: chosen, onChange: setChosen }}
          actions={(rows) => (
            <BulkActions
              chosen={rows.filter(({ id }) => chosen.has(id))}
              members={members ?? []}
              onDone={() => setChosen(new Set())}
            />
          )}
          label="Compliance findings"
          search={search}
          columns={COMPLIANCE_COLUMNS}
          onOpen={(id) => set({ id })}
          emptyTitle={summary.data?.score === null ? "Nothing was judged yet" : "Nothing is open"}
        />
      )}
      {search.id && <FindingPanel id={search.id} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}
