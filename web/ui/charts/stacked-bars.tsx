import { scaleBand, scaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatDay, formatMoney, formatWeekday, toDay } from "../format.ts";
import { type Day, dayTotal, type Series } from "./series.ts";
import { useWidth } from "./width.ts";

const MARGIN = { top: 10, right: 8, bottom: 24, left: 48 };
const GAP = 1.5;
const TOOLTIP_WIDTH = 208;

type StackedBarsProps = {
  days: readonly Day[];
  series: readonly Series[];
  currency: string;
  label: string;
  height?: number;
  /** What happened on a day: a mark above its bar, and words beside its figures. */
  markers?: readonly Marker[];
};
export type Marker = { day: string; label: string };

/** Bars of days, one segment per series. Arrow keys walk the days; the tooltip is announced. */
export function StackedBars({ days, series, currency, label, height = 304, markers = [] }: StackedBarsProps) {
  const { ref, width } = useWidth(820);
  const [cursor, setCursor] = useState<number | null>(null);
  const x = scaleBand(
    days.map(({ day }) => day),
    [MARGIN.left, width - MARGIN.right],
  ).padding(days.length > 24 && width < 560 ? 0.2 : 0.32);
  const layers = stack<Day>()
    .keys(series.map(({ name }) => name))
    // A day's credits are drawn as nothing; the tooltip and the table tell them.
    .value(({ values }, name) => Math.max(0, values[name] ?? 0))(days);
  const y = scaleLinear([0, Math.max(1e-6, ...days.map(dayTotal))], [height - MARGIN.bottom, MARGIN.top]).nice(4);
  const labelEvery = Math.ceil(days.length / Math.max(3, Math.floor(width / 96)));
  const total = days.reduce((sum, day) => sum + dayTotal(day), 0);
  const money = (amount: number, style: "whole" | "cents" | "axis") =>
    formatMoney({ amount: String(amount), currency }, style);
  const shown = cursor === null ? undefined : days[cursor];
  const isPale = palerDays(days);

  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") setCursor(null);
    if (step === undefined) return;
    event.preventDefault();
    setCursor((at) =>
      Math.min(days.length - 1, Math.max(0, at === null ? (step > 0 ? 0 : days.length - 1) : at + step)),
    );
  };

  const point = (event: PointerEvent<HTMLButtonElement>) => {
    const offset = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const at = Math.floor((offset - MARGIN.left - x.step() * x.paddingOuter() * 0.5) / x.step());
    setCursor(at >= 0 && at < days.length ? at : null);
  };

  return (
    <div ref={ref} className="relative">
      <svg
        width={width}
        height={height}
        role="img"
        className="block"
        aria-label={`${label}: ${days.length} days, ${money(total, "whole")} in total.`}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} stroke="var(--chart-grid)" />
            <text
              x={MARGIN.left - 8}
              y={y(tick)}
              dy=".32em"
              textAnchor="end"
              fontSize="11"
              fill="var(--chart-axis)"
              className="num"
            >
              {money(tick, "axis")}
            </text>
          </g>
        ))}
        {shown && (
          <rect
            x={(x(shown.day) ?? 0) - x.step() * 0.16}
            width={x.bandwidth() + x.step() * 0.32}
            y={MARGIN.top}
            height={height - MARGIN.bottom - MARGIN.top}
            fill="var(--hover)"
            rx="4"
          />
        )}
        {layers.map((layer, index) => (
          <g key={layer.key} fill={series[index]?.color}>
            {layer.map(([from, to], at) => (
              <rect
                key={days[at]?.day}
                x={x(days[at]?.day ?? "")}
                y={y(to)}
                width={x.bandwidth()}
                height={Math.max(0, y(from) - y(to) - (index ? GAP : 0))}
                opacity={days[at] && isPale(days[at]) ? 0.55 : 1}
                rx={index === layers.length - 1 ? 2 : 0.5}
              />
            ))}
          </g>
        ))}
        {days.map(
          ({ day }) =>
            markers.some((marker) => marker.day === day) && (
              <path key={day} d={`M${(x(day) ?? 0) + x.bandwidth() / 2 - 4},1h8l-4,6z`} fill="var(--accent)" />
            ),
        )}
        {days.map(
          ({ day }, at) =>
            at % labelEvery === 0 && (
              <text
                key={day}
                x={(x(day) ?? 0) + x.bandwidth() / 2}
                y={height - 6}
                textAnchor="middle"
                fontSize="11"
                fill="var(--chart-axis)"
              >
                {formatDay(day)}
              </text>
            ),
        )}
      </svg>
      {/* Over the picture, so that pointer and arrow keys do the same. */}
      <button
        type="button"
        className="absolute inset-0 cursor-default rounded-sm"
        onPointerMove={point}
        onPointerLeave={() => setCursor(null)}
        onKeyDown={walk}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setCursor(days.length - 1)}
        onBlur={() => setCursor(null)}
      >
        <span className="sr-only">{label}: walk the days with the arrow keys</span>
      </button>
      <div aria-live="polite">
        {shown && (
          <Tooltip
            day={shown}
            series={series}
            marks={markers.filter(({ day }) => day === shown.day)}
            money={(amount) => money(amount, "cents")}
            left={placeTooltip((x(shown.day) ?? 0) + x.bandwidth(), x.bandwidth(), width)}
          />
        )}
      </div>
    </div>
  );
}

/**
 * Paler: a day that is not over, and one that AWS may still change. In the first days of a month that is every day that is
 * shown: then it says nothing of one of them, and is left to the words below.
 */
function palerDays(days: readonly Day[]): (day: Day) => boolean {
  const today = toDay(new Date());
  const isAll = days.every(({ day, isEstimated }) => isEstimated || day === today);
  return ({ day, isEstimated }) => day === today || (isEstimated && !isAll);
}

function placeTooltip(barEnd: number, barWidth: number, width: number) {
  const atLeft = barEnd - barWidth - TOOLTIP_WIDTH - 10;
  return atLeft > 0 ? atLeft : Math.min(barEnd + 10, width - TOOLTIP_WIDTH);
}

type TooltipProps = {
  day: Day;
  series: readonly Series[];
  marks: readonly Marker[];
  money: (amount: number) => string;
  left: number;
};

function Tooltip({ day, series, marks, money, left }: TooltipProps) {
  return (
    <div
      className="pointer-events-none absolute top-2 z-10 rounded-md bg-raised p-2.5 text-xs shadow-pop"
      style={{ left, width: TOOLTIP_WIDTH }}
    >
      <div className="mb-1.5 flex justify-between gap-2 font-medium">
        <span>
          {formatWeekday(day.day)}
          {day.isEstimated && (
            <span className="font-normal text-fg-3"> · {day.day === toDay(new Date()) ? "so far" : "estimated"}</span>
          )}
        </span>
        <span className="num">{money(dayTotal(day))}</span>
      </div>
      {series.toReversed().map(({ name, color }) => (
        <div key={name} className="flex items-center gap-2 py-0.5 text-fg-2">
          <i className="size-2 shrink-0 rounded-[2px]" style={{ background: color }} />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="num">{money(day.values[name] ?? 0)}</span>
        </div>
      ))}
      {marks.slice(0, 3).map(({ label }) => (
        <p key={label} className="mt-1.5 border-t border-line pt-1.5 text-fg-2">
          {label}
        </p>
      ))}
    </div>
  );
}
