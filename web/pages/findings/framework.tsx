import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Download, Printer } from "lucide-react";
import { useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatAbsolute, formatCount, formatPercent, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { useEvidence } from "./framework-export.ts";
import { type FrameworkSearch, matching, sectionsOf, toFacets } from "./framework-filters.ts";
import { Requirement } from "./requirement.tsx";
import { CountsBar, type FrameworkDetail, STATUSES } from "./requirement-status.tsx";

/** One framework: each requirement that rules relate to, how it stands, and the rules behind it. */
export function FrameworkPage() {
  const { framework: id } = useParams({ from: "/$org/compliance/$framework" });
  const { account } = useSearch({ from: "/$org/compliance/$framework" });
  const trpc = useTRPC();
  const framework = useQuery(trpc.findings.frameworks.get.queryOptions({ id, account }));
  if (framework.error && !framework.data)
    return <ErrorState heading="h1" title="This framework cannot be shown" error={framework.error} />;
  return (
    <Page>
      <QueryState query={framework} skeleton={<PageSkeleton />}>
        {(data) => <Content framework={data} />}
      </QueryState>
    </Page>
  );
}

function Content({ framework }: { framework: FrameworkDetail }) {
  const { slug, name } = useOrganization();
  const search = useSearch({ from: "/$org/compliance/$framework" });
  const navigate = useNavigate();
  const set = (changes: FrameworkSearch) =>
    void navigate({
      to: "/$org/compliance/$framework",
      params: { org: slug, framework: framework.id },
      search: { ...search, ...changes },
    });
  const sections = sectionsOf(matching(framework.requirements, search));
  return (
    <>
      <PageHead
        title={framework.fullName}
        sub={`${framework.publisher}. ${plural(framework.requirements.length, "requirement")} that rules are related to; the others of this framework need other proof.`}
        actions={<Exports framework={framework} account={search.account} />}
      />
      <p className="mt-2 hidden text-sm print:block">
        {name}, as of {formatAbsolute(new Date())}. Related requirements only; this is no certificate.
      </p>
      <Summary framework={framework} />
      <div className="no-print">
        <FilterBar
          search={search.search}
          onSearch={(text) => set({ search: text })}
          placeholder="Requirement or rule"
          facets={toFacets(framework, search, set)}
        />
      </div>
      {sections.length === 0 ? (
        <EmptyState
          title="Nothing matches these filters"
          action={
            <Link
              to="/$org/compliance/$framework"
              params={{ org: slug, framework: framework.id }}
              className={buttonLook({})}
            >
              Remove all filters
            </Link>
          }
        >
          No requirement of this framework is like this.
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
          {sections.map(({ id, name, requirements }) => (
            <Card key={id} label={name}>
              <h2 className="flex items-baseline gap-2 px-(--pad-card) pt-4 pb-3 text-lg font-semibold">
                {name}
                {name !== id && <span className="font-mono text-xs font-normal text-fg-3">{id}</span>}
                <span className="num ml-auto text-xs font-normal text-fg-3">
                  {formatCount(requirements.filter(({ status }) => status === "PASS").length)} of{" "}
                  {formatCount(requirements.length)} pass
                </span>
              </h2>
              <ul>
                {requirements.map((requirement) => (
                  <Requirement key={requirement.id} requirement={requirement} account={search.account} />
                ))}
              </ul>
            </Card>
          ))}
        </div>
      )}
    </>
  );
}

function Exports({ framework, account }: { framework: FrameworkDetail; account: string[] | undefined }) {
  const { csv, ocsf } = useEvidence({ id: framework.id, account });
  return (
    <>
      <Button onClick={() => csv.mutate()} busy={csv.isPending}>
        <Download aria-hidden="true" />
        Evidence, CSV
      </Button>
      <Button onClick={() => ocsf.mutate()} busy={ocsf.isPending}>
        <Download aria-hidden="true" />
        OCSF
      </Button>
      <Button onClick={() => window.print()}>
        <Printer aria-hidden="true" />
        Print
      </Button>
    </>
  );
}

function Summary({ framework: { score, counts, verdicts, trend } }: { framework: FrameworkDetail }) {
  const days = trend.flatMap((day) => (day.score === null ? [] : [day.score]));
  return (
    <Card className="mt-5 grid gap-4 p-(--pad-card) sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-8" label="Score">
      <div>
        <div className="flex items-end gap-4">
          <div className="num text-2xl font-semibold">{score === null ? "–" : formatPercent(score)}</div>
          {days.length > 1 && <Spark values={days} />}
        </div>
        <p className="mt-1 text-xs text-fg-3">
          {score === null
            ? "Nothing has a known answer yet"
            : `${formatCount(counts.PASS)} of ${plural(counts.PASS + counts.FAIL, "requirement")} with a known answer pass`}
        </p>
      </div>
      <div className="min-w-0 self-center">
        <CountsBar counts={counts} />
        <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-xs text-fg-2">
          {STATUSES.map(({ value, label, bar }) => (
            <li key={value} className="flex items-center gap-1.5">
              <span className={`size-2 rounded-full ${bar}`} aria-hidden="true" />
              <span className="num font-medium text-fg">{formatCount(counts[value])}</span> {label.toLowerCase()}
            </li>
          ))}
        </ul>
        <p className="mt-2 text-xs text-fg-3">
          Behind it: {formatCount(verdicts.PASS)} verdicts pass, {formatCount(verdicts.FAIL)} fail,{" "}
          {formatCount(verdicts.UNKNOWN)} are unknown, {formatCount(verdicts.MANUAL)} need a person.
        </p>
      </div>
    </Card>
  );
}

function PageSkeleton() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-8 w-80" />
      <Skeleton className="h-28" />
      <Skeleton className="h-96" />
    </div>
  );
}
