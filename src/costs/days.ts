/** A day of the bill in UTC, "2026-11-21": Cost Explorer's own days. */
export type Day = string;
/** `until` is exclusive, as in Cost Explorer. */
export type Window = { from: Day; until: Day };

const DAY_MS = 86_400_000;

export const dayOf = (at: Date): Day => at.toISOString().slice(0, 10);
export const addDays = (day: Day, days: number): Day => dayOf(new Date(Date.parse(day) + days * DAY_MS));
/** The first day of the month that is `months` after the day's own (negative: before). */
export function firstOfMonth(day: Day, months = 0): Day {
  const date = new Date(day);
  return dayOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)));
}
export const daysBetween = ({ from, until }: Window): number =>
  Math.round((Date.parse(until) - Date.parse(from)) / DAY_MS);
export const daysOf = (window: Window): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(window)) }, (_, at) => addDays(window.from, at));
export const earlierOf = (...days: [Day, Day]): Day => days.sort()[0];
export const laterOf = (...days: [Day, Day]): Day => days.sort()[1];
