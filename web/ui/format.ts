/** As the server sends it: a decimal string, never a float, and its currency. */
export type Money = { amount: string; currency: string };

const cached = <Key extends string, Value>(make: (key: Key) => Value) => {
  const values = new Map<Key, Value>();
  return (key: Key) => {
    const found = values.get(key) ?? make(key);
    values.set(key, found);
    return found;
  };
};

// Making an Intl formatter costs far more than using it; tables use thousands.
const wholeFormat = cached((currency: string) => currencyFormat(currency, { maximumFractionDigits: 0 }));
const centFormat = cached((currency: string) => currencyFormat(currency, {}));
const axisFormat = cached((currency: string) =>
  currencyFormat(currency, { notation: "compact", maximumFractionDigits: 1 }),
);
function currencyFormat(currency: string, options: Intl.NumberFormatOptions) {
  return new Intl.NumberFormat("en-US", { style: "currency", currency, ...options });
}

/** Decimal string to number, for pictures and rounding only; sums stay with the server. */
export const toNumber = (amount: string) => Number(amount);

/** whole: "$8,412" for totals; cents: "$0.43" in rows; axis: "$1.2K". Small totals keep their cents. */
export function formatMoney({ amount, currency }: Money, style: "whole" | "cents" | "axis" = "cents") {
  const value = toNumber(amount);
  if (style === "axis") return axisFormat(currency).format(value);
  return (style === "whole" && Math.abs(value) >= 100 ? wholeFormat : centFormat)(currency).format(value);
}

const count = new Intl.NumberFormat("en-US");
export const formatCount = (value: number) => count.format(value);
/** "1 resource", "412 resources" */
export const plural = (value: number, one: string, many = `${one}s`) =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

const signedPercent = new Intl.NumberFormat("en-US", {
  style: "percent",
  maximumFractionDigits: 1,
  signDisplay: "exceptZero",
});
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
export const formatPercent = (ratio: number) => percent.format(ratio);
export const formatChange = (ratio: number) => signedPercent.format(ratio);

/** Relative change, or null when there is nothing to compare with. */
export function change(now: string, before: string): number | null {
  const base = toNumber(before);
  return base === 0 ? null : (toNumber(now) - base) / base;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
/** "42 minutes ago", "in 5 hours", "just now" */
export function formatRelative(at: Date, now: Date) {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 45
    ? "just now"
    : relative.format(Math.trunc(seconds / 60) || Math.sign(seconds), "minute");
}

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
/** "20 Nov 2026, 22:57:00 UTC" in the reader's zone */
export const formatAbsolute = (at: Date) => absolute.format(at);

const dayMonth = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const monthYear = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
/** Calendar days come as "2026-11-20" and mean UTC days, as AWS bills them. */
export const formatDay = (day: string) => dayMonth.format(new Date(`${day}T00:00:00Z`));
export const formatWeekday = (day: string) => weekday.format(new Date(`${day}T00:00:00Z`));
export const formatMonth = (day: string) => monthYear.format(new Date(`${day}T00:00:00Z`));
export const toDay = (date: Date) => date.toISOString().slice(0, 10);
export const addDays = (day: string, days: number) =>
  toDay(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000));

/** "1m 12s" */
export function formatDuration(ms: number) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return `${Math.max(0, Math.round(ms))} ms`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
