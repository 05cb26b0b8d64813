/** Amounts of one day by name. */
export type Day = { day: string; values: Record<string, number>; isEstimated: boolean };
export type Series = { name: string; total: number; color: string };

/** Seven colours that colour-blind people tell apart, the eighth for everything else. */
const NAMED_MAX = 7;
export const OTHER = "Other";
const OTHER_COLOR = "var(--chart-8)";

/**
 * The largest services by total keep their name, the rest become "Other"; largest first, so that it stands at the bottom.
 * @returns the series and the days with only these names.
 */
export function toSeries(days: readonly Day[], namedMax = NAMED_MAX): { series: Series[]; days: Day[] } {
  const totals = new Map<string, number>();
  for (const { values } of days) {
    for (const [name, value] of Object.entries(values)) totals.set(name, (totals.get(name) ?? 0) + value);
  }
  const ranked = [...totals].sort(([, a], [, b]) => b - a);
  // One single name too many is shown by its own name: "Other" of one thing hides more than it says.
  const named = ranked.length === namedMax + 1 ? ranked : ranked.slice(0, namedMax);
  const rest = ranked.slice(named.length).reduce((sum, [, value]) => sum + value, 0);
  const series = named.map(([name, total], index) => ({
    name,
    total,
    color: `var(--chart-${Math.min(index + 1, 8)})`,
  }));
  const names = new Set(named.map(([name]) => name));
  if (ranked.length > named.length) series.push({ name: OTHER, total: rest, color: OTHER_COLOR });
  const folded = days.map(({ day, values, isEstimated }) => {
    const kept: Record<string, number> = Object.fromEntries(series.map(({ name }) => [name, 0]));
    for (const [name, value] of Object.entries(values)) {
      const key = names.has(name) ? name : OTHER;
      kept[key] = (kept[key] ?? 0) + value;
    }
    return { day, values: kept, isEstimated };
  });
  return { series, days: folded };
}

export const dayTotal = ({ values }: Day) => Object.values(values).reduce((sum, value) => sum + value, 0);
