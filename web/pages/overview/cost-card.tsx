import { Link } from "@tanstack/react-router";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { CostChart, useChartView } from "../../ui/charts/cost-chart.tsx";
import { dayTotal } from "../../ui/charts/series.ts";
import { formatMoney } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { useCostDays } from "../costs/cost-days.ts";

export function CostCard() {
  const { slug } = useOrganization();
  const days = useCostDays("pay", "30d");
  const { view, toggle } = useChartView();
  const total = days.data?.days.reduce((sum, day) => sum + dayTotal(day), 0);
  return (
    <Card className="flex flex-col">
      <CardHead
        title="AWS cost by day"
        sub={
          days.data && total !== undefined && days.data.days.length > 0
            ? `${formatMoney({ amount: String(total), currency: days.data.currency }, "whole")} in the last 30 days, what AWS bills`
            : "Last 30 days, what AWS bills"
        }
      >
        {toggle}
      </CardHead>
      <div className="min-h-[380px] flex-1">
        <QueryState query={days} skeleton={<Skeleton className="mx-(--pad-card) h-[304px]" />}>
          {({ days: rows, currency }) =>
            rows.length === 0 ? (
              <p className="grid h-72 place-items-center px-6 text-center text-base text-fg-2">
                No costs of these days yet. They appear after the first sync with Cost Explorer, or from a cost export.
              </p>
            ) : (
              <CostChart days={rows} currency={currency} view={view} label="Daily AWS cost by service" />
            )
          }
        </QueryState>
      </div>
      <div className="border-t border-line px-(--pad-card) py-2.5">
        <Link
          to="/$org/costs"
          params={{ org: slug }}
          className={buttonLook({ look: "ghost", size: "sm", className: "-ml-2" })}
        >
          All costs
        </Link>
      </div>
    </Card>
  );
}
