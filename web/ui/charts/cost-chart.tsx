import { BarChart3, Table2 } from "lucide-react";
import { useMemo, useState } from "react";
import { formatDay, formatMoney } from "../format.ts";
import { ScrollRegion } from "../scroll-region.tsx";
import { Segmented } from "../segmented.tsx";
import { type Day, dayTotal, type Series, toSeries } from "./series.ts";
import { type Marker, StackedBars } from "./stacked-bars.tsx";

type ChartView = "chart" | "table";
const VIEWS = [
  { value: "chart", label: <IconOf icon={BarChart3} word="Chart" />, title: "Show as chart" },
  { value: "table", label: <IconOf icon={Table2} word="Table" />, title: "Show as table" },
] as const;

function IconOf({ icon: Icon, word }: { icon: typeof BarChart3; word: string }) {
  return (
    <>
      <Icon aria-hidden="true" />
      <span className="sr-only">{word}</span>
    </>
  );
}

export function useChartView() {
  const [view, setView] = useState<ChartView>("chart");
  return { view, toggle: <Segmented label="Show as" options={VIEWS} value={view} onChange={setView} /> };
}

type CostChartProps = {
  days: readonly Day[];
  currency: string;
  view: ChartView;
  label: string;
  markers?: readonly Marker[];
};

/** Daily cost by service as bars with totals in the legend, or the same figures as a table. */
export function CostChart({ days: all, currency, view, label, markers = [] }: CostChartProps) {
  const { series, days } = useMemo(() => toSeries(all), [all]);
  if (view === "table") return <CostTable days={days} series={series} currency={currency} label={label} />;
  return (
    <>
      <div className="px-2 sm:px-3">
        <StackedBars days={days} series={series} currency={currency} label={label} markers={markers} />
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-2 px-(--pad-card) pt-2 pb-4">
        {series.map(({ name, total, color }) => (
          <li key={name} className="flex items-center gap-2 text-xs">
            <i className="size-2.5 rounded-[3px]" style={{ background: color }} />
            <span className="text-fg-2">{name}</span>
            <span className="num font-medium">{formatMoney({ amount: String(total), currency }, "whole")}</span>
          </li>
        ))}
        {days.some(({ isEstimated }) => isEstimated) && (
          <li className="text-xs text-fg-3">
            {days.every(({ isEstimated }) => isEstimated)
              ? "All of them are estimated: AWS may still change them."
              : "Paler days are estimated: AWS may still change them."}
          </li>
        )}
      </ul>
    </>
  );
}

function CostTable({
  days,
  series,
  currency,
  label,
}: {
  days: Day[];
  series: Series[];
  currency: string;
  label: string;
}) {
  const money = (amount: number) => formatMoney({ amount: String(amount), currency });
  return (
    <ScrollRegion label={label} className="max-h-[368px] border-t border-line">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-fg-3">
          <tr className="[&>th]:h-9 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap">
            <th scope="col" className="text-left">
              Day
            </th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="text-right">
                {name}
              </th>
            ))}
            <th scope="col" className="text-right">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day} className="border-t border-line [&>td]:h-8 [&>td]:px-3 [&>td]:text-right">
              <th scope="row" className="px-3 text-left font-normal whitespace-nowrap">
                {formatDay(day.day)}
                {day.isEstimated && <span className="text-fg-3"> · estimated</span>}
              </th>
              {series.map(({ name }) => (
                <td key={name} className="num">
                  {money(day.values[name] ?? 0)}
                </td>
              ))}
              <td className="num font-medium">{money(dayTotal(day))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
