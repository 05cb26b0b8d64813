import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/small.tsx";

type By = NonNullable<Exclude<Inputs["costs"]["outlooks"], void | undefined>["by"]>;
type Row = Outputs["costs"]["outlooks"]["items"][number];
const BY: { value: By; label: string; title: string }[] = [
  { value: "service", label: "Service", title: "Each service" },
  { value: "account", label: "Account", title: "Each service of each account" },
  { value: "team", label: "Team", title: "Each team" },
];

/** Where each part of the bill will be when the month ends. */
export function MonthEnds() {
  const trpc = useTRPC();
  const [by, setBy] = useState<By>("service");
  const query = useQuery(trpc.costs.outlooks.queryOptions({ by }));
  return (
    <Card className="overflow-hidden">
      <CardHead title="How the month ends" sub="Known days and the forecast of the others, unblended">
        <Segmented label="By" options={BY} value={by} onChange={setBy} />
      </CardHead>
      <QueryState query={query} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-40" />}>
        {({ items, hasMore }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              {by === "team"
                ? "No team has costs yet. They come with owners in the catalogue, tags or rules."
                : "Nothing yet: a forecast needs two weeks of costs that have arrived."}
            </p>
          ) : (
            <ScrollRegion label="How the month ends" className="max-h-[360px] border-t border-line">
              <table className="w-full text-sm">
                <thead className="sticky top-0 bg-sunken text-left text-xs text-fg-3">
                  <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:pl-(--pad-card)">
                    <th scope="col">{BY.find(({ value }) => value === by)?.label}</th>
                    <th scope="col" className="text-right">
                      So far
                    </th>
                    <th scope="col" className="text-right">
                      At its end
                    </th>
                    <th scope="col" className="hidden pr-(--pad-card) text-right sm:table-cell">
                      80 % between
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((row) => (
                    <MonthRow key={`${row.key} ${row.service}`} row={row} by={by} />
                  ))}
                </tbody>
              </table>
              {hasMore && <p className="px-(--pad-card) py-2 text-xs text-fg-3">The hundred dearest are shown.</p>}
            </ScrollRegion>
          )
        }
      </QueryState>
    </Card>
  );
}

function MonthRow({ row: { key, name, service, known, mean, band, currency }, by }: { row: Row; by: By }) {
  const label = by === "team" ? key || "Unallocated" : serviceLabel(service);
  return (
    <tr className="border-t border-line [&>td]:px-3 [&>td]:py-2 [&>td:first-child]:pl-(--pad-card)">
      <td className="min-w-32">
        {label}
        {by === "account" && <span className="block text-xs text-fg-3">{name ?? key}</span>}
      </td>
      <td className="num text-right text-fg-3">
        <Money value={{ amount: known, currency }} />
      </td>
      <td className="num text-right font-medium">
        <Money value={{ amount: mean, currency }} />
      </td>
      <td className="num hidden pr-(--pad-card) text-right whitespace-nowrap text-fg-3 sm:table-cell">
        {band ? (
          <>
            <Money value={{ amount: band.lower80, currency }} style="whole" /> –{" "}
            <Money value={{ amount: band.upper80, currency }} style="whole" />
          </>
        ) : (
          <Money value={null} />
        )}
      </td>
    </tr>
  );
}
