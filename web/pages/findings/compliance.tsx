import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatPercent, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { CountsBar, type Framework, STATUSES } from "./requirement-status.tsx";
import { countOpen, type FindingsSummary } from "./summary.ts";

/** How the organisation stands against each framework that rules relate to. */
export function Compliance() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const { account, older } = useSearch({ from: "/$org/compliance" });
  const navigate = useNavigate();
  const list = useQuery(trpc.findings.frameworks.list.queryOptions({ account }));
  const summary = useQuery(trpc.findings.summary.queryOptions());
  return (
    <Page>
      <PageHead
        title="Compliance"
        sub="Rules are related to requirements of frameworks. A score shows where to look; it is no certificate."
      />
      <SectionNav of="/$org/compliance" label="Compliance" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <QueryState query={summary} skeleton={<Skeleton className="h-28" />}>
          {(data) => <Figures summary={data} />}
        </QueryState>
        <QueryState query={list} skeleton={<Skeleton className="h-96" />}>
          {(frameworks) =>
            frameworks.every(({ score, counts }) => score === null && counts.UNKNOWN === 0) ? (
              <Card>
                <EmptyState
                  title="Nothing was judged yet"
                  action={
                    <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                      Connect an AWS account
                    </Link>
                  }
                >
                  Connect an account: its resources are read and judged, and each framework's score appears here.
                </EmptyState>
              </Card>
            ) : (
              <Frameworks
                frameworks={frameworks}
                isWithOlder={older ?? false}
                onOlder={(wanted) =>
                  void navigate({
                    to: "/$org/compliance",
                    params: { org: slug },
                    search: { account, older: wanted || undefined },
                    replace: true,
                  })
                }
              />
            )
          }
        </QueryState>
      </div>
    </Page>
  );
}

function Figures({ summary }: { summary: FindingsSummary }) {
  const { score, counts, openBySeverity } = summary;
  const severe = (openBySeverity.critical ?? 0) + (openBySeverity.high ?? 0);
  return (
    <>
      <h2 className="sr-only">Key figures</h2>
      <div className="grid grid-cols-2 gap-(--gap-card) xl:grid-cols-4">
        <Figure title="Verdicts that pass" value={score === null ? "–" : formatPercent(score)}>
          {plural(counts.pass + counts.fail, "verdict")} with a known answer
        </Figure>
        <Figure title="Open findings" value={formatCount(countOpen(summary))} to="/$org/findings">
          {formatCount(severe)} of them critical or high
        </Figure>
        <Figure
          title="Unknown"
          value={formatCount(counts.unknown)}
          to="/$org/findings"
          search={{ status: ["UNKNOWN"] }}
        >
          Not read, so never counted as passed
        </Figure>
        <Figure
          title="For a person"
          value={formatCount(counts.manual)}
          to="/$org/findings"
          search={{ status: ["MANUAL"] }}
        >
          No data can answer these
        </Figure>
      </div>
    </>
  );
}

type FigureProps = {
  title: string;
  value: string;
  children: ReactNode;
  to?: "/$org/findings";
  search?: { status: ("UNKNOWN" | "MANUAL")[] };
};

function Figure({ title, value, children, to, search }: FigureProps) {
  const { slug } = useOrganization();
  return (
    <article className="card relative rounded-lg border border-line bg-surface p-4 shadow-sm sm:p-(--pad-card)">
      <h3 className="text-xs font-medium text-fg-2">
        {to ? (
          <Link
            to={to}
            params={{ org: slug }}
            search={search}
            className="after:absolute after:inset-0 after:rounded-lg"
          >
            {title}
          </Link>
        ) : (
          title
        )}
      </h3>
      <div className="num mt-2 text-2xl font-semibold">{value}</div>
      <p className="mt-1 text-xs text-fg-3">{children}</p>
    </article>
  );
}

type FrameworksProps = {
  frameworks: readonly Framework[];
  isWithOlder: boolean;
  onOlder: (wanted: boolean) => void;
};

function Frameworks({ frameworks, isWithOlder, onOlder }: FrameworksProps) {
  const shown = frameworks.filter(({ isSuperseded }) => isWithOlder || !isSuperseded);
  const older = frameworks.filter(({ isSuperseded }) => isSuperseded).length;
  return (
    <Card>
      <CardHead
        title="Frameworks"
        sub="Score: requirements that pass, among those whose answer is known. A requirement passes when all that was judged for it passes."
      >
        <Button size="sm" className="no-print" onClick={() => onOlder(!isWithOlder)}>
          {isWithOlder ? "Hide older versions" : `Show ${plural(older, "older version")}`}
        </Button>
      </CardHead>
      <ScrollRegion label="Frameworks, scrollable">
        <table className="w-full min-w-[940px] text-sm">
          <thead>
            <tr className="border-y border-line bg-sunken text-xs text-fg-3">
              <th scope="col" className="h-9 min-w-48 pl-(--pad-card) text-left font-medium">
                Framework
              </th>
              <th scope="col" className="w-32 text-right font-medium">
                Score
              </th>
              <th scope="col" className="w-44 px-5 text-left font-medium">
                Requirements
              </th>
              {STATUSES.map(({ value, label }) => (
                <th key={value} scope="col" className="w-20 pr-3 text-right font-medium">
                  {value === "MANUAL" ? "Manual" : value === "NONE" ? "No resource" : label}
                </th>
              ))}
              <th scope="col" className="w-32 pr-(--pad-card) text-right font-medium">
                Trend
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((framework) => (
              <FrameworkRow key={framework.id} framework={framework} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

function FrameworkRow({ framework }: { framework: Framework }) {
  const { slug } = useOrganization();
  const { id, name, version, publisher, score, counts, verdicts, trend } = framework;
  const known = verdicts.PASS + verdicts.FAIL;
  const days = trend.flatMap((day) => (day.score === null ? [] : [day.score]));
  return (
    <tr className="relative border-b border-line last:border-0 hover:bg-hover">
      <th scope="row" className="py-2.5 pl-(--pad-card) text-left font-normal">
        <Link
          to="/$org/compliance/$framework"
          params={{ org: slug, framework: id }}
          className="font-medium after:absolute after:inset-0 hover:underline"
        >
          {name} {version && <span className="font-normal text-fg-2">{version}</span>}
        </Link>
        <span className="block text-xs text-fg-3">{publisher}</span>
      </th>
      <td className="num text-right">
        <span className="font-semibold">{score === null ? "–" : formatPercent(score)}</span>
        {known > 0 && (
          <span className="block text-xs text-fg-3">{formatPercent(verdicts.PASS / known)} of verdicts</span>
        )}
      </td>
      <td className="px-5">
        <CountsBar counts={counts} />
      </td>
      {STATUSES.map(({ value }) => (
        <td key={value} className={`num pr-3 text-right ${counts[value] ? "" : "text-fg-3"}`}>
          {formatCount(counts[value])}
        </td>
      ))}
      <td className="pr-(--pad-card) text-right text-xs text-fg-3">
        {days.length > 1 ? (
          <span className="inline-block" title={`${days.length} days, from ${formatPercent(days[0] ?? 0)}`}>
            <Spark values={days} />
          </span>
        ) : (
          "From tomorrow"
        )}
      </td>
    </tr>
  );
}
