import { Card, CardHead } from "../../ui/card.tsx";
import { type Day, toSeries } from "../../ui/charts/series.ts";
import { formatMoney, formatPercent } from "../../ui/format.ts";
import { Skeleton } from "../../ui/small.tsx";

/** Every service by what it cost, with its share. */
export function ServiceTable({ days, range }: { days: { currency: string; days: Day[] } | undefined; range: string }) {
  const series = days ? toSeries(days.days, Number.POSITIVE_INFINITY).series : null;
  const total = series?.reduce((sum, each) => sum + Math.max(0, each.total), 0) ?? 0;
  return (
    <Card className="overflow-hidden">
      <CardHead title="By service" sub={`All services ${range}`} />
      {series ? (
        <table className="w-full text-sm">
          <thead>
            <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-(--pad-card)">
              <th scope="col">Service</th>
              <th scope="col" className="hidden sm:table-cell">
                Share
              </th>
              <th scope="col" className="pr-(--pad-card) text-right">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ name, total: amount }) => (
              <tr
                key={name}
                className="border-b border-line last:border-0 [&>td]:h-10 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
              >
                <td>{name}</td>
                <td className="hidden sm:table-cell">
                  <span className="flex items-center gap-3">
                    <span className="h-1.5 w-40 overflow-hidden rounded-full bg-active" aria-hidden="true">
                      <span
                        className="block h-full rounded-full bg-accent"
                        style={{ width: `${share(amount, total) * 100}%` }}
                      />
                    </span>
                    <span className="num text-xs text-fg-3">{formatPercent(share(amount, total))}</span>
                  </span>
                </td>
                <td className="num pr-(--pad-card) text-right">
                  {formatMoney({ amount: String(amount), currency: days?.currency ?? "USD" })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Skeleton className="mx-(--pad-card) mb-5 h-64" />
      )}
    </Card>
  );
}

const share = (amount: number, total: number) => (total > 0 ? Math.max(0, amount) / total : 0);
