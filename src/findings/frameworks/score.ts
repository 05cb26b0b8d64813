import type { Status } from "../rule.ts";
import { type Framework, type Related, requirementsOf } from "./frameworks.ts";

/** How many resources a rule has judged how; EXCEPTED: they fail, and somebody accepts it until a day. */
export type Verdicts = Record<Status | "EXCEPTED", number>;
/** NONE: no resource that its rules speak about was found. */
export type RequirementStatus = "FAIL" | "UNKNOWN" | "MANUAL" | "EXCEPTED" | "PASS" | "NONE";

export const noVerdicts = (): Verdicts => ({ PASS: 0, FAIL: 0, UNKNOWN: 0, MANUAL: 0, EXCEPTED: 0, NOT_APPLICABLE: 0 });

export function addVerdicts(all: readonly Verdicts[]): Verdicts {
  const sum = noVerdicts();
  for (const one of all) for (const status of keys(sum)) sum[status] += one[status];
  return sum;
}

/** The worst word wins; only what was read, and all of it, passes. */
export function requirementStatus(verdicts: Verdicts): RequirementStatus {
  if (verdicts.FAIL > 0) return "FAIL";
  if (verdicts.UNKNOWN > 0) return "UNKNOWN";
  if (verdicts.MANUAL > 0) return "MANUAL";
  if (verdicts.EXCEPTED > 0) return "EXCEPTED";
  return verdicts.PASS > 0 ? "PASS" : "NONE";
}

/** Passed among those whose answer is known (passed + failed); null when none is. Unknown, manual and accepted count neither way. */
export const scoreOf = ({ PASS, FAIL }: { PASS: number; FAIL: number }): number | null =>
  PASS + FAIL > 0 ? PASS / (PASS + FAIL) : null;

/** Rule id → its verdicts. */
export type ByRule = ReadonlyMap<string, Verdicts>;

/** Each requirement's status, and how many there are of each. */
export function judgeFramework<Rule extends Related>(framework: Framework, rules: readonly Rule[], byRule: ByRule) {
  const requirements = requirementsOf(framework, rules).map(({ id, rules }) => {
    const verdicts = addVerdicts(rules.map((rule) => byRule.get(rule.id) ?? noVerdicts()));
    return { id, rules, verdicts, status: requirementStatus(verdicts) };
  });
  const counts: Record<RequirementStatus, number> = { PASS: 0, FAIL: 0, UNKNOWN: 0, MANUAL: 0, EXCEPTED: 0, NONE: 0 };
  for (const { status } of requirements) counts[status]++;
  const related = rules.filter((rule) => rule.requirements[framework.id]?.length);
  const verdicts = addVerdicts(related.map((rule) => byRule.get(rule.id) ?? noVerdicts()));
  return { requirements, counts, verdicts, score: scoreOf(counts) };
}

const keys = (verdicts: Verdicts) => Object.keys(verdicts) as (keyof Verdicts)[];
