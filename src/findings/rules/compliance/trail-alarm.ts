import * as z from "zod";
import { type AnyRule, fail, pass, rule, type Verdict } from "../../rule.ts";

const TrailAlarms = z.object({
  LogGroupName: z.string().nullable(),
  Filters: z.array(z.object({ pattern: z.string(), metric: z.string(), hasAlarm: z.boolean() })),
});
type Watched = z.infer<typeof TrailAlarms>;

type About = Pick<AnyRule, "id" | "title" | "remedy" | "cli" | "requirements">;
type Sought = {
  /** What the pattern of a filter must speak of, in any order. */
  marks: readonly RegExp[];
  /** One that does. */
  pattern: string;
  /** One that leaves the last mark out. */
  partly: string;
};

/** A rule about an event that somebody must be told of: a metric filter on the log group of a trail, and its alarm. */
export const alarmRule = ({ marks, pattern, partly, ...about }: About & Sought): AnyRule =>
  rule({
    ...about,
    pack: "compliance",
    category: "monitoring",
    severity: "medium",
    resourceType: "AWS::Logs::MetricFilter",
    config: TrailAlarms,
    evaluate: (alarms) => alarmOn(alarms, marks),
    examples: {
      pass: [watching(pattern), { ...watching(pattern), Filters: [other, heard(pattern)] }],
      fail: [
        { LogGroupName: null, Filters: [] },
        { LogGroupName: "/trail", Filters: [] },
        watching(pattern, false),
        { ...watching(pattern), Filters: [other, heard(pattern, false)] },
        watching(partly),
      ],
    },
  });

/** The same for calls that change something: each of the names must be in the pattern. */
export function alarmOnCallsRule({ calls, ...about }: About & { calls: readonly string[] }): AnyRule {
  const patternFor = (names: readonly string[]) => `{ ${names.map((name) => `($.eventName = ${name})`).join(" || ")} }`;
  return alarmRule({
    ...about,
    marks: calls.map(namesEvent),
    pattern: patternFor(calls),
    partly: patternFor(calls.slice(0, -1)),
  });
}

/** PASS when a filter on the log group of a trail speaks of all the marks and an alarm listens to its metric. */
function alarmOn({ LogGroupName, Filters }: Watched, marks: readonly RegExp[]): Verdict {
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

const heard = (pattern: string, hasAlarm = true) => ({ pattern, metric: "m", hasAlarm });
const other = heard("{ $.eventName = ListBuckets }");
const watching = (pattern: string, hasAlarm = true): Watched => ({
  LogGroupName: "/trail",
  Filters: [heard(pattern, hasAlarm)],
});
