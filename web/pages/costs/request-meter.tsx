import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatMonth, plural, toNumber } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";

/** What asking costs: AWS charges each Cost Explorer request. */
export function RequestMeter() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const meter = useQuery(trpc.costs.meter.queryOptions());
  return (
    <Card>
      <CardHead title="Cost of asking" sub="Cost Explorer charges $0.01 for each request" />
      <div className="px-(--pad-card) pb-(--pad-card)">
        <QueryState query={meter} skeleton={<Skeleton className="h-14" />}>
          {({ month, requests, spent, cap }) => (
            <>
              <div className="flex items-baseline justify-between text-sm">
                <span>
                  <strong className="font-semibold">
                    <Money value={spent} />
                  </strong>{" "}
                  <span className="text-fg-3">
                    of <Money value={cap} />
                  </span>
                </span>
                <span className="text-xs text-fg-3">
                  {plural(requests, "request")} in {formatMonth(month)}
                </span>
              </div>
              <div className="mt-2">
                <Progress label="Share of the monthly cap" done={toNumber(spent.amount)} total={toNumber(cap.amount)} />
              </div>
              <Link
                to="/$org/settings/general"
                params={{ org: slug }}
                className="mt-3 inline-block text-xs text-accent-fg hover:underline"
              >
                Change the cap
              </Link>
            </>
          )}
        </QueryState>
      </div>
    </Card>
  );
}
