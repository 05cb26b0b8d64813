import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { explain, useTRPC } from "../../api.ts";
import { dayTotal } from "../../ui/charts/series.ts";
import { Spark } from "../../ui/charts/spark.tsx";
import { formatCount, formatDay, formatPercent, plural } from "../../ui/format.ts";
import { CostDelta, Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Skeleton } from "../../ui/small.tsx";
import { useCostDays } from "../costs/cost-days.ts";
import { MonthEnd } from "../costs/month-end.tsx";
import { countOpen } from "../findings/summary.ts";

export function KeyFigures() {
  return (
    <>
      <h2 className="sr-only">Key figures</h2>
      <div className="grid grid-cols-2 gap-(--gap-card) xl:grid-cols-4">
        <MonthToDate />
        <Resources />
        <Compliance />
        <Savings />
      </div>
    </>
  );
}

type FigureProps = {
  title: string;
  to: "/$org/costs" | "/$org/resources" | "/$org/findings" | "/$org/savings";
  value: ReactNode;
  note: ReactNode;
  picture?: ReactNode;
};

/** A number with its unit and period, and the page with the rows behind it. */
function Figure({ title, to, value, note, picture }: FigureProps) {
  const { slug } = useOrganization();
  return (
    <article className="card relative rounded-lg border border-line bg-surface p-4 shadow-sm transition-[border-color] hover:border-line-strong sm:p-(--pad-card)">
      <h3 className="text-xs font-medium text-fg-2">
        <Link to={to} params={{ org: slug }} className="after:absolute after:inset-0 after:rounded-lg">
          {title}
        </Link>
      </h3>
      <div className="mt-2 flex min-h-8 items-end justify-between gap-2">
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
      <h3 className="text-xs font-medium text-fg-2">{title}</h3>
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
          <Skeleton className="mt-2 h-8 w-28" />
          <Skeleton className="mt-2 h-4 w-36" />
        </div>
      )}
    </article>
  );
}

function MonthToDate() {
  const trpc = useTRPC();
  const costs = useQuery(trpc.costs.summary.queryOptions({ metric: "unblended" }));
  const days = useCostDays("unblended", "30d");
  const forecast = useQuery(trpc.costs.forecast.queryOptions({ metric: "unblended" })).data?.forecast;
  return (
    <KeyFigure title="Month to date" query={costs}>
      {({ monthToDate, previous, previousFrom, previousTo }) => (
        <Figure
          title="Month to date"
          to="/$org/costs"
          value={<Money value={monthToDate} style="whole" />}
          // Today is not over: its bar would look like a fall.
          picture={days.data && <Spark values={days.data.days.slice(0, -1).map(dayTotal)} />}
          note={
            monthToDate ? (
              <>
                <CostDelta
                  now={monthToDate}
                  before={previous}
                  against={`${formatDay(previousFrom)}–${formatDay(previousTo).split(" ")[1]}`}
                />
                {forecast && (
                  <span className="mt-1 block">
                    <MonthEnd forecast={forecast} />
                  </span>
                )}
              </>
            ) : (
              "Costs were not synced yet"
            )
          }
        />
      )}
    </KeyFigure>
  );
}

function Resources() {
  const trpc = useTRPC();
  const summary = useQuery(trpc.inventory.summary.queryOptions());
  return (
    <KeyFigure title="Resources" query={summary}>
      {({ types, accounts }) => (
        <Figure
          title="Resources"
          to="/$org/resources"
          value={formatCount(types.reduce((sum, { count }) => sum + count, 0))}
          note={`${plural(types.length, "type")} in ${plural(accounts, "AWS account")}`}
        />
      )}
    </KeyFigure>
  );
}

function Compliance() {
  const trpc = useTRPC();
  const findings = useQuery(trpc.findings.summary.queryOptions());
  return (
    <KeyFigure title="Compliance score" query={findings}>
      {(summary) => {
        const { score, openBySeverity } = summary;
        const critical = openBySeverity.critical ?? 0;
        return (
          <Figure
            title="Compliance score"
            to="/$org/findings"
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
      {({ savings: { count, monthly, currency } }) => (
        <Figure
          title="Savings found, a month"
          to="/$org/savings"
          value={<Money value={{ amount: monthly, currency }} style="whole" />}
          note={`${plural(count, "thing")} to change, at list prices`}
        />
      )}
    </KeyFigure>
  );
}
