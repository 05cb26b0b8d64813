import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import { explain, useTRPC } from "../../api.ts";
import { dayTotal } from "../../ui/charts/series.ts";
import { Spark } from "../../ui/charts/spark.tsx";
import {
  addDays,
  formatCount,
  formatDay,
  formatMoney,
  formatMonth,
  formatPercent,
  plural,
  toDay,
  toNumber,
} from "../../ui/format.ts";
import { HowCounted } from "../../ui/how-counted.tsx";
import { CostDelta, Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { useCostDays } from "../costs/cost-days.ts";
import { countOpen } from "../findings/summary.ts";

export function KeyFigures() {
  return (
    <>
      <h2 className="sr-only">Key figures</h2>
      <div className="grid grid-cols-2 gap-(--gap-card) xl:grid-cols-4">
        <MonthToDate />
        <Forecast />
        <Compliance />
        <Savings />
      </div>
    </>
  );
}

type FigureProps = {
  title: string;
  to: "/$org/costs" | "/$org/costs/explorer" | "/$org/compliance" | "/$org/savings";
  value: ReactNode;
  note: ReactNode;
  picture?: ReactNode;
  /** How the number is counted, of how many, for which time. */
  facts: ComponentProps<typeof HowCounted>["facts"];
  rows?: ReactNode;
};

/** A number with its unit and period, and the page with the rows behind it. */
function Figure({ title, to, value, note, picture, facts, rows }: FigureProps) {
  const { slug } = useOrganization();
  const link = (children: ReactNode, className?: string) => (
    <Link to={to} params={{ org: slug }} className={className}>
      {children}
    </Link>
  );
  return (
    <article className="card relative rounded-lg border border-line bg-surface p-4 shadow-sm transition-[border-color] hover:border-line-strong sm:p-(--pad-card)">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-fg-2">
          {link(title, "after:absolute after:inset-0 after:rounded-lg")}
        </h3>
        <span className="-my-1 -mr-1.5">
          <HowCounted of={title} facts={facts} rows={rows ?? link("The rows behind it")} />
        </span>
      </div>
      <div className="mt-1 flex min-h-8 items-end justify-between gap-2">
        <div className="num text-2xl font-semibold">{value}</div>
        <span className="hidden sm:block">{picture}</span>
      </div>
      <div className="mt-2 min-h-4 text-xs text-fg-3">{note}</div>
    </article>
  );
}

type KeyFigureProps<Data> = {
  title: string;
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  children: (data: Data) => ReactNode;
};

/** One that cannot be read leaves the others standing. */
function KeyFigure<Data>({ title, query, children }: KeyFigureProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  return (
    <article className="card rounded-lg border border-line bg-surface p-4 shadow-sm sm:p-(--pad-card)">
      <h3 className="flex min-h-6 items-center text-xs font-medium text-fg-2">{title}</h3>
      {query.error ? (
        <div role="alert" className="mt-2 text-xs text-fg-2">
          {explain(query.error).sentence}{" "}
          <button
            type="button"
            className="font-medium text-accent-fg hover:underline"
            onClick={() => void query.refetch()}
          >
            Try again
          </button>
        </div>
      ) : (
        <div aria-busy="true">
          <Skeleton className="mt-1 h-8 w-28" />
          <Skeleton className="mt-2 h-4 w-36" />
        </div>
      )}
    </article>
  );
}

function MonthToDate() {
  const trpc = useTRPC();
  const costs = useQuery(trpc.costs.summary.queryOptions({ metric: "pay" }));
  const days = useCostDays("pay", "30d");
  const today = toDay(new Date());
  return (
    <KeyFigure title="Month to date" query={costs}>
      {({ monthToDate, compared, previousFrom, lastMonth, syncedAt, estimated }) => (
        <Figure
          title="Month to date"
          to="/$org/costs"
          value={<Money value={monthToDate} style="whole" />}
          // Today is not over: its bar would look like a fall.
          picture={days.data && <Spark values={days.data.days.slice(0, -1).map(dayTotal)} />}
          note={
            compared ? (
              <CostDelta
                now={compared.now}
                before={compared.before}
                against={`${formatDay(previousFrom)}–${formatDay(addDays(previousFrom, compared.days - 1)).split(" ")[1]}`}
              />
            ) : lastMonth ? (
              `${formatMoney(lastMonth, "whole")} in ${formatMonth(previousFrom).split(" ")[0]}`
            ) : (
              "Costs were not synced yet"
            )
          }
          facts={[
            [
              "Formula",
              "Sum of what AWS bills for each day: usage, fees, taxes, credits and refunds, after discounts (net unblended).",
            ],
            [
              "Period",
              `${formatDay(`${today.slice(0, 8)}01`)} to ${formatDay(today)}, days of UTC${estimated ? "; AWS may still change them" : ""}`,
            ],
            [
              "Change",
              "Days that are over against as many of the month before. Today is in the sum, not in the comparison.",
            ],
            ["As of", syncedAt ? <Time key="at" at={syncedAt} /> : "never synced"],
          ]}
          rows={<ExplorerLinks />}
        />
      )}
    </KeyFigure>
  );
}

function ExplorerLinks() {
  const { slug } = useOrganization();
  return (
    <>
      <Link to="/$org/costs/explorer" params={{ org: slug }}>
        Days and services
      </Link>
      <Link to="/$org/costs/owners" params={{ org: slug }}>
        By team
      </Link>
    </>
  );
}

function Forecast() {
  const trpc = useTRPC();
  const query = useQuery(trpc.costs.forecast.queryOptions({ metric: "pay" }));
  return (
    <KeyFigure title="Forecast" query={query}>
      {({ forecast, reason }) => {
        const money = (amount: string) => formatMoney({ amount, currency: forecast?.currency ?? "USD" }, "whole");
        const month = forecast ? formatMonth(forecast.month.month).split(" ")[0] : null;
        const band = forecast?.month.band;
        return (
          <Figure
            title={month ? `Forecast, ${month}` : "Forecast"}
            to="/$org/costs"
            value={
              <Money
                value={forecast ? { amount: forecast.month.mean, currency: forecast.currency } : null}
                style="whole"
              />
            }
            picture={forecast && <Spark values={forecast.days.slice(0, 30).map(({ mean }) => toNumber(mean))} />}
            note={
              reason ??
              (band ? `80% between ${money(band.lower80)} and ${money(band.upper80)}` : "No range is known yet")
            }
            facts={[
              [
                "Formula",
                "What the month has cost so far, and for each day that is left what the Theta method foretells of your own days.",
              ],
              ["Range", "Eight of ten months like this should end within it."],
              ["Tested", "On your own last weeks, each foretold from what was known before it: see Costs."],
            ]}
          />
        );
      }}
    </KeyFigure>
  );
}

function Compliance() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const findings = useQuery(trpc.findings.summary.queryOptions());
  return (
    <KeyFigure title="Compliance score" query={findings}>
      {(summary) => {
        const { score, openBySeverity, counts } = summary;
        const critical = openBySeverity.critical ?? 0;
        return (
          <Figure
            title="Compliance score"
            to="/$org/compliance"
            value={score === null ? <span className="text-fg-3">–</span> : formatPercent(score)}
            note={
              score === null ? (
                "Nothing judged yet"
              ) : (
                <>
                  {plural(countOpen(summary), "open finding")}
                  {critical > 0 && <span className="font-medium text-bad-fg">, {formatCount(critical)} critical</span>}
                </>
              )
            }
            facts={[
              ["Formula", "Verdicts that pass, of those that pass or fail."],
              ["n", `${formatCount(counts.pass)} pass, ${formatCount(counts.fail)} fail`],
              [
                "Excluded",
                `${formatCount(counts.unknown)} unknown, ${formatCount(counts.excepted)} accepted until a day, ${formatCount(counts.manual)} for a person, ${formatCount(counts.notApplicable)} not applicable`,
              ],
              ["Period", "The last read of each resource"],
            ]}
            rows={
              <>
                <Link to="/$org/findings" params={{ org: slug }}>
                  What fails
                </Link>
                <Link to="/$org/findings" params={{ org: slug }} search={{ status: ["UNKNOWN"] }}>
                  What is unknown
                </Link>
                <Link to="/$org/rules" params={{ org: slug }}>
                  The rules
                </Link>
              </>
            }
          />
        );
      }}
    </KeyFigure>
  );
}

function Savings() {
  const trpc = useTRPC();
  const summary = useQuery(trpc.findings.summary.queryOptions());
  return (
    <KeyFigure title="Savings found, a month" query={summary}>
      {({ savings: { count, monthly, currency }, counts }) => (
        <Figure
          title="Savings found, a month"
          to="/$org/savings"
          // Nothing judged is not nothing to save.
          value={<Money value={isJudged(counts) ? { amount: monthly, currency } : null} style="whole" />}
          note={isJudged(counts) ? `${plural(count, "thing")} to change` : "Nothing judged yet"}
          facts={[
            [
              "Formula",
              "Sum of what each open saving is worth in a month: at what was billed where a bill names the resource, else at list price.",
            ],
            ["n", plural(count, "open saving")],
            [
              "Excluded",
              "Where two savings touch one resource, the better one counts: no dollar twice. What is accepted counts apart.",
            ],
          ]}
        />
      )}
    </KeyFigure>
  );
}

const isJudged = (counts: Record<string, number>) => Object.values(counts).some((count) => count > 0);
