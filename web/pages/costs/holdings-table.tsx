import { Card, CardHead } from "../../ui/card.tsx";
import { formatDay, formatPercent, plural } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Badge } from "../../ui/status.tsx";
import { productLabel } from "./commitment-cards.tsx";
import { periodOf, type Seen } from "./commitments.tsx";

type Holding = Seen["holdings"][number];
/** Below this share a plan is worth a look (AWS cannot cancel it, but workloads can move). */
const USED_MIN = 0.95;

const TYPES: Record<string, string> = {
  ComputeSavingsPlans: "Compute Savings Plan",
  EC2InstanceSavingsPlans: "EC2 Instance Savings Plan",
  SageMakerSavingsPlans: "SageMaker Savings Plan",
  DatabaseSavingsPlans: "Database Savings Plan",
};
const nameOf = ({ type, product }: Holding) => TYPES[type] ?? `${productLabel(product)} reservation`;
/** "NoUpfront" and "All Upfront": AWS spells plans and reservations differently. */
const paymentOf = ({ payment }: Holding) => payment.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** Every plan and reservation, what ends first on top. */
export function HoldingsTable({ seen }: { seen: Seen }) {
  const { holdings, currency } = seen;
  if (holdings.length === 0)
    return (
      <Card>
        <CardHead title="Plans and reservations" />
        <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
          Nothing was committed to in these days. What could be is beside.
        </p>
      </Card>
    );
  return (
    <Card className="overflow-hidden">
      <CardHead
        title="Plans and reservations"
        sub={`${plural(holdings.length, "commitment")}, what ends first on top; money of ${periodOf(seen)}`}
      />
      <ScrollRegion label="Plans and reservations" className="border-t border-line">
        <table className="w-full text-sm">
          <thead className="bg-sunken text-left text-xs text-fg-3">
            <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:pl-(--pad-card)">
              <th scope="col">Commitment</th>
              <th scope="col">Ends</th>
              <th scope="col" className="text-right">
                Used
              </th>
              <th scope="col" className="text-right">
                Unused
              </th>
              <th scope="col" className="pr-(--pad-card) text-right">
                Saved
              </th>
            </tr>
          </thead>
          <tbody>
            {holdings.map((one) => (
              <tr
                key={one.id}
                className="border-t border-line [&>td]:px-3 [&>td]:py-2.5 [&>td]:align-top [&>td:first-child]:pl-(--pad-card)"
              >
                <td className="min-w-52">
                  <span className="font-medium">{nameOf(one)}</span>
                  <span className="block text-xs text-fg-3" title={one.id}>
                    {[one.scope, paymentOf(one), one.subAccountId].filter(Boolean).join(", ")}
                  </span>
                </td>
                <td className="whitespace-nowrap">
                  <Ends holding={one} />
                </td>
                <td className="num text-right">
                  {one.utilisation === null ? (
                    <Money value={null} />
                  ) : (
                    <span className={one.utilisation < USED_MIN ? "font-medium text-warn-fg" : undefined}>
                      {formatPercent(one.utilisation)}
                    </span>
                  )}
                </td>
                <td className="num text-right">
                  <Money value={{ amount: one.unused, currency }} />
                </td>
                <td className="num pr-(--pad-card) text-right">
                  <Money value={one.netSavings === null ? null : { amount: one.netSavings, currency }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

function Ends({ holding: { endsAt, daysLeft, expiry } }: { holding: Holding }) {
  if (endsAt === null || daysLeft === null) return <Money value={null} />;
  return (
    <>
      {formatDay(endsAt.slice(0, 10))} {endsAt.slice(0, 4)}
      {expiry && (
        <span className="mt-1 block">
          <Badge tone={expiry === "ahead" ? "info" : "warn"}>
            {expiry === "ended" ? "Has ended" : daysLeft === 0 ? "Ends today" : `In ${plural(daysLeft, "day")}`}
          </Badge>
        </span>
      )}
    </>
  );
}
