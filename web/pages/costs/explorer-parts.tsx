import { useQuery } from "@tanstack/react-query";
import { type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import {
  addDays,
  formatChange,
  formatDay,
  formatMoney,
  formatPercent,
  plural,
  change as ratioOf,
  toNumber,
} from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { keyLabel, spanWords } from "./explored.ts";

type Explored = Outputs["costs"]["explore"];

const signed = (amount: string | null, currency: string) =>
  amount === null
    ? "–"
    : `${amount.startsWith("-") ? "−" : "+"}${formatMoney({ amount: amount.replace("-", ""), currency })}`;

/** The period, the one before it, and what an hour costs now. */
export function Figures({
  data: { total, before, previousUnread, currency, previousFrom, previousTo, perHour, otherCurrencies },
}: {
  data: Explored;
}) {
  const ratio = before === null ? null : ratioOf(total, before);
  return (
    <div className="grid gap-(--gap-card) sm:grid-cols-3">
      <Figure title="This period" value={<Money value={{ amount: total, currency }} style="whole" />}>
        {ratio === null ? "Nothing to compare with" : `${formatChange(ratio)} against the period compared`}
        {otherCurrencies.length > 0 && `. Also in ${otherCurrencies.join(", ")}, not added.`}
      </Figure>
      <Figure
        title="Compared with"
        value={<Money value={before === null ? null : { amount: before, currency }} style="whole" />}
      >
        {before === null
          ? `${spanWords(previousFrom, previousTo)}: not known, costs of ${plural(previousUnread, "day")} were not read`
          : spanWords(previousFrom, previousTo)}
      </Figure>
      <Figure title="An hour of usage" value={<Money value={perHour} />}>
        {perHour ? `On ${formatDay(perHour.day)}, the last whole day, of everything` : "No whole day is known yet"}
      </Figure>
    </div>
  );
}

function Figure({ title, value, children }: { title: string; value: React.ReactNode; children: React.ReactNode }) {
  return (
    <article className="card rounded-lg border border-line bg-surface p-(--pad-card) shadow-sm">
      <h2 className="text-xs font-medium text-fg-2">{title}</h2>
      <div className="num mt-2 text-2xl font-semibold">{value}</div>
      <p className="mt-2 text-xs text-fg-3">{children}</p>
    </article>
  );
}

type TableProps = { data: Explored; by: string; word: string; onDrill?: ((key: string) => void) | undefined };

/** Every value of the dimension; a name leads on to what is behind it. */
export function ExploredTable({ data: { items, currency, total, hasMore }, by, word, onDrill }: TableProps) {
  const whole = Math.abs(toNumber(total));
  return (
    <Card className="overflow-hidden">
      <CardHead
        title={`By ${word.toLowerCase()}`}
        sub={hasMore ? "The largest 500" : "All of them, with the change against the period compared"}
      />
      <ScrollRegion label={`Costs by ${word.toLowerCase()}`} className="max-h-[560px]">
        <table className="w-full text-sm">
          <thead className="sticky top-0">
            <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-(--pad-card)">
              <th scope="col">{word}</th>
              <th scope="col" className="hidden text-right sm:table-cell">
                Share
              </th>
              <th scope="col" className="hidden text-right sm:table-cell">
                Change
              </th>
              <th scope="col" className="pr-(--pad-card) text-right">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ key, name, total: amount, change }) => (
              <tr
                key={key}
                className="border-b border-line last:border-0 [&>td]:h-10 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
              >
                <td className={key === "" ? "text-fg-3" : ""}>
                  {onDrill ? (
                    <button
                      type="button"
                      className="text-left hover:text-accent hover:underline"
                      onClick={() => onDrill(key)}
                    >
                      {keyLabel(by, key, name)}
                    </button>
                  ) : (
                    keyLabel(by, key, name)
                  )}
                </td>
                <td className="num hidden text-right text-xs text-fg-3 sm:table-cell">
                  {whole > 0 ? formatPercent(toNumber(amount) / whole) : "–"}
                </td>
                <td className="num hidden text-right text-xs sm:table-cell">{signed(change, currency)}</td>
                <td className="num pr-(--pad-card) text-right">
                  <Money value={{ amount, currency }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

/** What moved the total, the largest first. */
export function Drivers({ data: { drivers, currency, total, before }, by }: { data: Explored; by: string }) {
  const moved = drivers.filter(({ change }) => Math.abs(toNumber(change)) >= 0.01);
  return (
    <Card>
      <CardHead
        title="What changed"
        sub={
          before === null
            ? "The period compared is not known"
            : `${signed(String(toNumber(total) - toNumber(before)), currency)} against the period compared`
        }
      />
      {moved.length === 0 ? (
        <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
          {before === null ? "Choose days to compare with that have been read." : "Nothing by a cent or more."}
        </p>
      ) : (
        <ul className="px-(--pad-card) pb-3">
          {moved.map(({ key, name, change, before: was, total: is }) => (
            <li
              key={key}
              className="flex items-baseline justify-between gap-3 border-t border-line py-2 text-sm first:border-0 first:pt-0"
            >
              <span className="min-w-0">
                <span className="block truncate">{keyLabel(by, key, name)}</span>
                <span className="num text-xs text-fg-3">
                  <Money value={{ amount: was, currency }} /> → <Money value={{ amount: is, currency }} />
                </span>
              </span>
              <span className="num shrink-0 font-medium">{signed(change, currency)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type ResourcesProps = {
  from: string;
  to: string;
  metric: Inputs["costs"]["topResources"]["metric"];
  service?: string[] | undefined;
};

/** Known where an export was imported: Cost Explorer names no resources. */
export function TopResources({ from, to, metric, service }: ResourcesProps) {
  const trpc = useTRPC();
  const monthAgo = addDays(to, -30);
  const input = { from: from > monthAgo ? from : monthAgo, to, metric, ...(service?.length && { service }) };
  const query = useQuery(trpc.costs.topResources.queryOptions(input));
  return (
    <Card>
      <CardHead title="Dearest resources" sub={`${formatDay(input.from)} to ${formatDay(to)}`} />
      <QueryState query={query} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-24" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              Not known: Cost Explorer bills by service. Import a FOCUS or CUR export to see resources.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map(({ resourceId, region, currency, amount }) => (
                <li
                  key={`${resourceId} ${currency}`}
                  className="flex items-baseline justify-between gap-3 border-t border-line py-2 text-sm first:border-0 first:pt-0"
                >
                  <span className="min-w-0">
                    <span className="block truncate" title={resourceId}>
                      {resourceId.slice(Math.max(resourceId.lastIndexOf("/"), resourceId.lastIndexOf(":")) + 1)}
                    </span>
                    <span className="text-xs text-fg-3">{region || "No region"}</span>
                  </span>
                  <span className="num shrink-0">
                    <Money value={{ amount, currency }} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}
