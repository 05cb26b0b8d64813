import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatDay } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";

const SHOWN = 8;

/** AWS changes days that it has already told; each change is kept. */
export function Restatements() {
  const trpc = useTRPC();
  const restatements = useQuery(trpc.costs.restatements.queryOptions({ limit: SHOWN }));
  return (
    <Card>
      <CardHead title="Restatements" sub="Days whose cost AWS has changed afterwards, unblended" />
      <QueryState query={restatements} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-20" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">None so far.</p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map(({ id, day, service, subAccountName, currency, before, after, seenAt }) => (
                <li key={id} className="border-t border-line py-2.5 text-sm first:border-0 first:pt-0">
                  <div className="flex justify-between gap-3">
                    <span className="min-w-0 truncate font-medium">
                      {formatDay(day)}, {serviceLabel(service)}
                    </span>
                    <span className="num shrink-0">
                      <Money value={before && { amount: before.unblended, currency }} /> →{" "}
                      <Money value={after && { amount: after.unblended, currency }} />
                    </span>
                  </div>
                  <p className="text-xs text-fg-3">
                    {subAccountName}, seen <Time at={seenAt} />
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}
