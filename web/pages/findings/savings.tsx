import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { plural } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { SAVINGS_COLUMNS } from "./columns.tsx";
import { type FindingSearch, toFacets } from "./filters.ts";
import { FindingPanel } from "./finding-panel.tsx";
import { FindingsTable } from "./findings-table.tsx";
import { Realised } from "./realised.tsx";
import { useSavingsFile } from "./savings-export.ts";
import { SavingsNav } from "./savings-nav.tsx";

/** What could be saved, or what was: one address beside the other. */
export function Savings() {
  return useSearch({ from: "/$org/savings" }).report ? <Realised /> : <OpenSavings />;
}

/** Commitments go on when usage ends: what of the savings lowers the bill before they do. */
function NetOfCommitments() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const net = useQuery(trpc.findings.savings.net.queryOptions()).data?.net;
  if (!net) return null;
  return (
    <>
      {" "}
      {net.held === "0" ? (
        "All of it comes off the bill beside your "
      ) : (
        <>
          <Money value={{ amount: net.net, currency: net.currency }} style="whole" /> of it at once, the rest with the
          end of your{" "}
        </>
      )}
      <Link to="/$org/costs/commitments" params={{ org: slug }} className="underline underline-offset-2">
        commitments
      </Link>
      .
    </>
  );
}

/** What costs money for nothing, largest first. */
function OpenSavings() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/savings" });
  const navigate = useNavigate();
  const set = (changes: FindingSearch) =>
    void navigate({ to: "/$org/savings", params: { org: slug }, search: { ...search, ...changes } });
  const summary = useQuery(trpc.findings.summary.queryOptions());
  const rules = useQuery(trpc.findings.rules.queryOptions());
  const saving = summary.data?.savings;
  const file = useSavingsFile(search);
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Savings"
            actions={
              <Button busy={file.isPending} onClick={() => file.mutate()}>
                Save as CSV
              </Button>
            }
            sub={
              saving &&
              saving.count > 0 && (
                <>
                  <strong className="font-semibold text-fg">
                    <Money value={{ amount: saving.monthly, currency: saving.currency }} style="whole" /> a month
                  </strong>{" "}
                  in {plural(saving.count, "finding")}, at what was billed, else at list price. No dollar counts twice.
                  <NetOfCommitments />
                </>
              )
            }
          />
          <SavingsNav />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Rule, resource or message"
            facets={toFacets(search, "savings", rules.data, undefined, set)}
          />
        </>
      }
    >
      <FindingsTable
        pack="savings"
        label="Savings"
        search={search}
        columns={SAVINGS_COLUMNS}
        onOpen={(id) => set({ id })}
        emptyTitle={summary.data?.score === null ? "Nothing was judged yet" : "No saving found"}
      />
      {search.id && <FindingPanel id={search.id} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}
