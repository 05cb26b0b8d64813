import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatPercent, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { COMPLIANCE_COLUMNS } from "./columns.tsx";
import { type FindingSearch, toFacets } from "./filters.ts";
import { FindingPanel } from "./finding-panel.tsx";
import { FindingsTable } from "./findings-table.tsx";

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
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Findings"
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
            facets={toFacets(search, "compliance", rules.data, summary.data, set)}
          />
        </>
      }
    >
      <FindingsTable
        pack="compliance"
        label="Compliance findings"
        search={search}
        columns={COMPLIANCE_COLUMNS}
        onOpen={(id) => set({ id })}
        emptyTitle={summary.data?.score === null ? "Nothing was judged yet" : "Nothing is open"}
      />
      {search.id && <FindingPanel id={search.id} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}
