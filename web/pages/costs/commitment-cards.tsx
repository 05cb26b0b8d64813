import { serviceLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatMonth, formatPercent } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Progress } from "../../ui/small.tsx";
import { periodOf, type Seen } from "./commitments.tsx";

const PRODUCTS: Record<string, string> = {
  compute: "Compute: EC2, Fargate, Lambda",
  database: "Databases",
  "machine-learning": "Machine learning",
};
export const productLabel = (product: string) => PRODUCTS[product] ?? serviceLabel(product);

/** The share that commitments pay for; money for plans, hours for reservations. */
export function CoverageCard({ seen }: { seen: Seen }) {
  const { coverage, currency } = seen;
  return (
    <Card>
      <CardHead title="Coverage" sub={`What commitments pay for, ${periodOf(seen)}`} />
      {coverage.length === 0 ? (
        <p className="px-(--pad-card) pb-5 text-sm text-fg-3">AWS tells no use that a commitment could cover.</p>
      ) : (
        <ul className="px-(--pad-card) pb-3">
          {coverage.map(({ product, unit, share, onDemandCost }) => (
            <li key={`${unit} ${product}`} className="border-t border-line py-3 text-sm first:border-0 first:pt-0">
              <div className="flex items-baseline justify-between gap-3">
                <span className="font-medium">{productLabel(product)}</span>
                <span className="num font-medium">
                  {share === null ? <Money value={null} /> : formatPercent(share)}
                </span>
              </div>
              {share !== null && (
                <div className="mt-2">
                  <Progress
                    label={`Coverage of ${productLabel(product)}`}
                    done={Math.round(share * 1000)}
                    total={1000}
                  />
                </div>
              )}
              <p className="mt-1.5 text-xs text-fg-3">
                {unit === "hours" ? "Of its instance hours, by reservations." : "Of its cost, by Savings Plans."} On
                demand: <Money value={onDemandCost === null ? null : { amount: onDemandCost, currency }} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What could be committed to without a risk, and why not more. */
export function HintsCard({ seen: { hints, currency, holdings } }: { seen: Seen }) {
  const ending = holdings.filter(({ expiry }) => expiry === "soon").length;
  return (
    <Card>
      <CardHead title="What to buy" sub="No more than runs on demand even on the quietest tenth of the days" />
      {hints.length === 0 ? (
        <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
          Nothing: on quiet days nothing runs on demand that a plan could cover.
        </p>
      ) : (
        <ul className="px-(--pad-card) pb-3">
          {hints.map(({ product, onDemandPerHour, commitmentPerHour, monthlySaving, discount, reason }) => (
            <li key={product} className="border-t border-line py-3 text-sm first:border-0 first:pt-0">
              <div className="flex items-baseline justify-between gap-3">
                <span className="font-medium">{productLabel(product)}</span>
                <span className="num font-medium whitespace-nowrap">
                  <Money value={commitmentPerHour === null ? null : { amount: commitmentPerHour, currency }} /> an hour
                </span>
              </div>
              <p className="mt-1 text-xs text-fg-3">
                On demand <Money value={{ amount: onDemandPerHour, currency }} /> an hour.{" "}
                {reason ?? (
                  <>
                    About <Money value={monthlySaving === null ? null : { amount: monthlySaving, currency }} /> a month
                    less, at the {discount === null ? "" : formatPercent(discount)} that your own plans take off.
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      <p className="border-t border-line px-(--pad-card) py-3 text-xs text-fg-3">
        AWS tells days, not hours: quiet hours inside a day are not seen, so take these as the most.
        {ending > 0 && " What ends within a month runs on demand from then on: renew first."}
      </p>
    </Card>
  );
}

/** What imported exports say of commitments, month by month. */
export function ImportedCard({ seen: { imported } }: { seen: Seen }) {
  return (
    <Card className="overflow-hidden">
      <CardHead title="From imported exports" sub="Effective cost of used and unused commitment, by month" />
      <ScrollRegion label="Commitments of imported exports" className="border-t border-line">
        <table className="w-full text-sm">
          <thead className="bg-sunken text-left text-xs text-fg-3">
            <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:pl-(--pad-card)">
              <th scope="col">Commitment</th>
              <th scope="col">Month</th>
              <th scope="col" className="text-right">
                Used
              </th>
              <th scope="col" className="text-right">
                Unused
              </th>
              <th scope="col" className="pr-(--pad-card) text-right">
                Share used
              </th>
            </tr>
          </thead>
          <tbody>
            {imported.map(({ id, type, month, used, unused, utilisation, currency }) => (
              <tr
                key={`${id} ${month}`}
                className="num border-t border-line [&>td]:h-9 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
              >
                <td className="max-w-64 truncate font-mono text-xs" title={id}>
                  {type || "Commitment"} {id.slice(-12)}
                </td>
                <td className="whitespace-nowrap">{formatMonth(month)}</td>
                <td className="text-right">
                  <Money value={{ amount: used, currency }} />
                </td>
                <td className="text-right">
                  <Money value={{ amount: unused, currency }} />
                </td>
                <td className="pr-(--pad-card) text-right">
                  {utilisation === null ? <Money value={null} /> : formatPercent(utilisation)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}
