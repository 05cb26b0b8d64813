import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { formatDay } from "../../ui/format.ts";
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
        {({ monthToDate, previous, previousFrom, previousTo, estimated }) => (
          <>
            <MonthCard
              title="Month to date"
              badge={estimated && <Badge tone="idle">Estimated</Badge>}
              value={<Money value={monthToDate} style="whole" />}
            >
              {monthToDate && (
                <CostDelta
                  now={monthToDate}
                  before={previous}
                  against={`${formatDay(previousFrom)} to ${formatDay(previousTo)}`}
                />
              )}
            </MonthCard>
            <MonthCard title="Same days of last month" value={<Money value={previous} style="whole" />}>
              <span className="text-fg-3">
                {formatDay(previousFrom)} to {formatDay(previousTo)}
              </span>
            </MonthCard>
          </>
        )}
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
