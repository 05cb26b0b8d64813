import { scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatDay, formatMoney, formatWeekday } from "../format.ts";
import { useWidth } from "./width.ts";

const MARGIN = { top: 10, right: 12, bottom: 24, left: 48 };
const HEIGHT = 240;
const TOOLTIP_WIDTH = 208;

/** A day that happened has `actual`, one to come its mean and the bands around it. */
export type BandDay = {
  day: string;
  actual: number | null;
  foretold: { mean: number; lower80: number; upper80: number; lower95: number; upper95: number } | null;
};

/** What was, as a line; what is expected, dashed, inside its 80 and 95 % bands. Arrow keys walk the days. */
export function BandChart({ days, currency, label }: { days: readonly BandDay[]; currency: string; label: string }) {
  const { ref, width } = useWidth(820);
  const [cursor, setCursor] = useState<number | null>(null);
  const past = days.filter(({ actual }) => actual !== null);
  const next = days.flatMap(({ day, foretold }) => (foretold ? [{ day, ...foretold }] : []));
  const x = scalePoint(
    days.map(({ day }) => day),
    [MARGIN.left, width - MARGIN.right],
  );
  const top = Math.max(1e-6, ...past.map(({ actual }) => actual ?? 0), ...next.map(({ upper95 }) => upper95));
  const bottom = Math.min(0, ...past.map(({ actual }) => actual ?? 0), ...next.map(({ lower95 }) => lower95));
  const y = scaleLinear([bottom, top], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
  const at = (day: string) => x(day) ?? 0;
  const labelEvery = Math.ceil(days.length / Math.max(3, Math.floor(width / 96)));
  const money = (value: number, style: "cents" | "axis" = "cents") =>
    formatMoney({ amount: String(value), currency }, style);
  const shown = cursor === null ? undefined : days[cursor];
  const band = (lower: "lower80" | "lower95", upper: "upper80" | "upper95") =>
    area<(typeof next)[number]>(
      ({ day }) => at(day),
      (each) => y(each[lower]),
      (each) => y(each[upper]),
    )(next) ?? "";

  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") setCursor(null);
    if (step === undefined) return;
    event.preventDefault();
    setCursor((from) => Math.min(days.length - 1, Math.max(0, (from ?? past.length - 1) + step)));
  };
  const point = (event: PointerEvent<HTMLButtonElement>) => {
    const offset = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    const index = Math.round(offset / Math.max(1, x.step()));
    setCursor(index >= 0 && index < days.length ? index : null);
  };

  return (
    <div ref={ref} className="relative">
      <svg width={width} height={HEIGHT} role="img" className="block" aria-label={label}>
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
        <path d={band("lower95", "upper95")} fill="var(--chart-1)" opacity=".12" />
        <path d={band("lower80", "upper80")} fill="var(--chart-1)" opacity=".18" />
        <path
          d={
            line<BandDay>(
              ({ day }) => at(day),
              ({ actual }) => y(actual ?? 0),
            )(past) ?? ""
          }
          fill="none"
          stroke="var(--chart-1)"
          strokeWidth="1.75"
          strokeLinejoin="round"
        />
        <path
          d={
            line<(typeof next)[number]>(
              ({ day }) => at(day),
              ({ mean }) => y(mean),
            )(next) ?? ""
          }
          fill="none"
          stroke="var(--chart-1)"
          strokeWidth="1.75"
          strokeDasharray="4 4"
        />
        {shown && (
          <line
            x1={at(shown.day)}
            x2={at(shown.day)}
            y1={MARGIN.top}
            y2={HEIGHT - MARGIN.bottom}
            stroke="var(--chart-axis)"
          />
        )}
        {days.map(
          ({ day }, index) =>
            index % labelEvery === 0 && (
              <text key={day} x={at(day)} y={HEIGHT - 6} textAnchor="middle" fontSize="11" fill="var(--chart-axis)">
                {formatDay(day)}
              </text>
            ),
        )}
      </svg>
      <button
        type="button"
        className="absolute inset-0 cursor-default rounded-sm"
        onPointerMove={point}
        onPointerLeave={() => setCursor(null)}
        onKeyDown={walk}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setCursor(Math.max(0, past.length - 1))}
        onBlur={() => setCursor(null)}
      >
        <span className="sr-only">{label}: walk the days with the arrow keys</span>
      </button>
      <div aria-live="polite">
        {shown && (
          <div
            className="pointer-events-none absolute top-2 z-10 rounded-md bg-raised p-2.5 text-xs shadow-pop"
            style={{
              left: at(shown.day) > TOOLTIP_WIDTH + 20 ? at(shown.day) - TOOLTIP_WIDTH - 10 : at(shown.day) + 10,
              width: TOOLTIP_WIDTH,
            }}
          >
            <div className="flex justify-between gap-2 font-medium">
              <span>{formatWeekday(shown.day)}</span>
              <span className="num">{money(shown.actual ?? shown.foretold?.mean ?? 0)}</span>
            </div>
            {shown.foretold && (
              <p className="num mt-1 text-fg-3">
                80 %: {money(shown.foretold.lower80)} to {money(shown.foretold.upper80)}
              </p>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
