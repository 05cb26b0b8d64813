import { useQuery } from "@tanstack/react-query";
import { type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatDay, formatMoney, toNumber } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";

const SHOWN = 8;
type Restatement = Outputs["costs"]["restatements"]["items"][number];

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
              {items.map((item) => (
                <li key={item.id} className="border-t border-line py-2.5 text-sm first:border-0 first:pt-0">
                  <p>{sentence(item)}</p>
                  <p className="text-xs text-fg-3">
                    {serviceLabel(item.service)}
                    {item.chargeCategory !== "Usage" && `, ${item.chargeCategory.toLowerCase()}`}, {item.subAccountName}
                    : <Money value={item.before && { amount: item.before.unblended, currency: item.currency }} /> →{" "}
                    <Money value={item.after && { amount: item.after.unblended, currency: item.currency }} />
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

/** "AWS changed 3 Nov by +$12.40 on 5 Nov." */
function sentence({ day, before, after, currency, seenAt }: Restatement): string {
  const difference = toNumber(after?.unblended ?? "0") - toNumber(before?.unblended ?? "0");
  const by = `${difference < 0 ? "−" : "+"}${formatMoney({ amount: String(Math.abs(difference)), currency })}`;
  return `AWS changed ${formatDay(day)} by ${by} on ${formatDay(seenAt.slice(0, 10))}.`;
}
