import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { addDays, formatDay, formatMonth } from "../../ui/format.ts";
import { CostDelta, Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Metric } from "./cost-days.ts";

export function MonthCards({ metric }: { metric: Metric }) {
  const trpc = useTRPC();
  const summary = useQuery(trpc.costs.summary.queryOptions({ metric }));
  return (
    <div className="grid gap-(--gap-card) sm:grid-cols-2">
      <QueryState query={summary} skeleton={<Skeleton className="h-[118px] rounded-lg" />}>
        {({ monthToDate, compared, lastMonth, previousFrom, estimated }) => {
          const days = compared && {
            words: `${formatDay(previousFrom)} to ${formatDay(addDays(previousFrom, compared.days - 1))}`,
            ...compared,
          };
          return (
            <>
              <MonthCard
                title="Month to date"
                badge={estimated && <Badge tone="idle">Estimated</Badge>}
                value={<Money value={monthToDate} style="whole" />}
              >
                {days ? (
                  <CostDelta now={days.now} before={days.before} against={days.words} />
                ) : (
                  <span className="text-fg-3">No day of the month is over yet</span>
                )}
              </MonthCard>
              <MonthCard
                title={days ? "Same days of last month" : "Last month"}
                value={<Money value={days ? days.before : lastMonth} style="whole" />}
              >
                <span className="text-fg-3">
                  {days ? `${days.words}, days that are over` : formatMonth(previousFrom)}
                </span>
              </MonthCard>
            </>
          );
        }}
      </QueryState>
    </div>
  );
}

function MonthCard({
  title,
  badge,
  value,
  children,
}: {
  title: string;
  badge?: ReactNode;
  value: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className="card rounded-lg border border-line bg-surface p-(--pad-card) shadow-sm">
      <div className="flex min-h-5 items-center justify-between">
        <h2 className="text-xs font-medium text-fg-2">{title}</h2>
        {badge}
      </div>
      <div className="num mt-2 text-2xl font-semibold">{value}</div>
      <div className="mt-2 text-xs">{children}</div>
    </article>
  );
}
