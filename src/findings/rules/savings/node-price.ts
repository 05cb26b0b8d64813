import { monthly, type Price, scaled, unit, units } from "../../../inventory/prices.ts";

const HOURS: Record<"cache" | "search" | "warehouse", Record<string, string>> = {
  cache: units.cacheHour,
  search: units.openSearchHour,
  warehouse: units.redshiftHour,
};

/**
 * A month of a cluster's nodes: what was billed, or the list price of the few types whose price was found; null = neither.
 */
export function nodesMonthly(
  kind: keyof typeof HOURS,
  { type, count }: { type: string | null | undefined; count: number | null | undefined },
  { billed, region }: { billed: Price | null; region: string },
): Price | null {
  if (billed) return billed;
  const hour = type && Object.hasOwn(HOURS[kind], type) ? HOURS[kind][type] : undefined;
  return hour && count ? scaled(monthly(unit(hour, region)), count) : null;
}
