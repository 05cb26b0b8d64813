import * as z from "zod";
import { fail, pass, type Verdict } from "../../rule.ts";

export const TrailAlarms = {
  LogGroupName: z.string().nullable(),
  Filters: z.array(z.object({ pattern: z.string(), metric: z.string(), hasAlarm: z.boolean() })),
};
type Watched = { LogGroupName: string | null; Filters: { pattern: string; metric: string; hasAlarm: boolean }[] };

/** PASS when a filter on the log group of a trail speaks of all the marks and an alarm listens to its metric. */
export function alarmOn({ LogGroupName, Filters }: Watched, marks: readonly RegExp[]): Verdict {
  if (LogGroupName === null) return fail("No trail delivers to CloudWatch Logs, so nothing can raise an alarm.");
  const matching = Filters.filter(({ pattern }) => marks.every((mark) => mark.test(pattern)));
  if (matching.length === 0) return fail(`No metric filter on ${LogGroupName} looks for this.`);
  const heard = matching.find(({ hasAlarm }) => hasAlarm);
  return heard ? pass(`An alarm listens to ${heard.metric}.`) : fail(`The metric ${matching[0]?.metric} has no alarm.`);
}

/** `$.field = "value"`, whatever the blanks and quotes. */
export const says = (field: string, operator: "=" | "!=", value: string): RegExp =>
  new RegExp(`\\$\\.${literally(field)}\\s*${operator}\\s*"?${literally(value)}`, "i");
export const namesEvent = (name: string): RegExp => says("eventName", "=", `${name}\u0000`);
export const absentField = (field: string): RegExp => new RegExp(`\\$\\.${literally(field)}\\s+NOT\\s+EXISTS`, "i");

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("\u0000", "(?![A-Za-z])");

/** A configuration for examples: one filter, with or without an alarm. */
export const watching = (pattern: string, hasAlarm = true): Watched => ({
  LogGroupName: "/trail",
  Filters: [{ pattern, metric: "m", hasAlarm }],
});
