import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Code } from "../../ui/small.tsx";
import { SeverityBadge, Status } from "../../ui/status.tsx";
import { CustomRuleDialog } from "./custom-rule.tsx";
import { matchingRules, type RuleSearch, toRuleFacets } from "./rule-filters.ts";
import { RulePanel } from "./rule-panel.tsx";

export type Rule = Outputs["findings"]["rules"][number];

const COLUMNS: readonly Column<Rule>[] = [
  { id: "title", header: "Rule", width: "minmax(280px,3fr)", cell: ({ title }) => title },
  { id: "severity", header: "Severity", width: "76px", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
  {
    id: "state",
    header: "State",
    width: "70px",
    cell: ({ isOn }) => <Status tone={isOn ? "ok" : "idle"}>{isOn ? "On" : "Off"}</Status>,
  },
  {
    id: "type",
    header: "Judges",
    width: "minmax(120px,1fr)",
    cell: ({ resourceType }) => (
      <span className="text-fg-2">{resourceType === "*" ? "Every resource" : typeLabel(resourceType)}</span>
    ),
  },
  {
    id: "reads",
    header: "Reads",
    width: "minmax(120px,1.2fr)",
    cell: ({ reads }) => (
      <span className="font-mono text-xs text-fg-3" title={reads.join(", ")}>
        {reads.join(", ") || "–"}
      </span>
    ),
  },
  { id: "id", header: "Id", width: "90px", cell: ({ id, custom }) => <Code>{custom ? "own" : id}</Code> },
  {
    id: "open",
    header: "Open",
    width: "64px",
    align: "right",
    cell: ({ open }) => <span className={open ? "" : "text-fg-3"}>{formatCount(open)}</span>,
  },
];

/** Every rule: what it judges and reads, whether it is on, and the organisation's own. */
export function Rules() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const search = useSearch({ from: "/$org/rules" });
  const navigate = useNavigate();
  const [isWriting, setWriting] = useState(false);
  const rules = useQuery(trpc.findings.rules.queryOptions());
  const set = (changes: RuleSearch) =>
    void navigate({ to: "/$org/rules", params: { org: organization.slug }, search: { ...search, ...changes } });
  const chosen = rules.data?.find(({ id }) => id === search.id);
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Rules"
            count={rules.data && formatCount(rules.data.length)}
            sub="What every resource is judged by, each time it is read and once a day."
            actions={
              <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setWriting(true)}>
                <Plus aria-hidden="true" />
                Write a rule
              </Button>
            }
          />
          <SectionNav of="/$org/compliance" label="Compliance" />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Title, id, type or requirement"
            facets={toRuleFacets(rules.data ?? [], search, set)}
          />
        </>
      }
    >
      <QueryState query={rules} skeleton={<TableSkeleton />}>
        {(all) => {
          const rows = matchingRules(all, search);
          return rows.length === 0 ? (
            <EmptyState title="No rule is like this">Remove a filter, or look for another word.</EmptyState>
          ) : (
            <DataTable
              label="Rules"
              columns={COLUMNS}
              rows={rows}
              total={rows.length}
              onOpen={({ id }) => set({ id })}
              openId={search.id}
            />
          );
        }}
      </QueryState>
      {chosen && <RulePanel rule={chosen} onClose={() => set({ id: undefined })} />}
      {isWriting && <CustomRuleDialog onClose={() => setWriting(false)} />}
    </FullPage>
  );
}
