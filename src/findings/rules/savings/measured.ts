import { notApplicable, type RuleContext, unknown, type Verdict } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";

/** A verdict for what CloudWatch holds no datapoints of: never read as "no load". */
export const noData = (what: string): Verdict => unknown(`CloudWatch holds no data about ${what}.`);

/** What is younger than its window of measurement has had no time to be used; null = it is old enough. */
export function young(bornAt: string | null | undefined, days: number, { now }: RuleContext): Verdict | null {
  if (!bornAt) return unknown("AWS does not say how old it is.");
  return daysSince(bornAt, now) < days
    ? notApplicable(`Made on ${bornAt.slice(0, 10)}; judged after ${days} days.`)
    : null;
}

const KEEP = ["keep", "schedule", "dr", "backup", "legal-hold", "legalhold", "standby"];
/** A tag by which somebody asks to leave it alone. */
export function keptBy(tags: Record<string, string> | null): Verdict | null {
  const key = Object.keys(tags ?? {}).find((name) => KEEP.includes(name.toLowerCase()));
  return key === undefined ? null : notApplicable(`The tag ${key} asks to keep it.`);
}

export const GIB = 2 ** 30;
export const gib = (bytes: number) => Math.round((bytes / GIB) * 100) / 100;
export const round = (value: number) => Math.round(value * 10) / 10;
