import { evaluate } from "../../base/predicate.ts";
import type { Scorecard } from "./definition.ts";

/** What a rule may ask about an entity: the entity as declared, and what is known of it. `unread`: what is not, and why. */
export type Subject = { data: Readonly<Record<string, unknown>>; unread: Readonly<Record<string, string>> };
export type RuleVerdict = { id: string; status: "PASS" | "FAIL" | "UNKNOWN"; because: string[] };
/** `level`: index of the highest level whose rules, and those of every level below, all pass; null = none. */
export type Standing = { level: number | null; passed: number; total: number; rules: RuleVerdict[] };

/** Pure. null: the scorecard says nothing about this entity. What is unknown does not pass, and does not fail either. */
export function standing(scorecard: Scorecard, { data, unread }: Subject): Standing | null {
  if (evaluate(scorecard.appliesTo, data, unread).holds !== true) return null;
  const rules = scorecard.rules.map(({ id, when }): RuleVerdict => {
    const { holds, because } = evaluate(when, data, unread);
    return { id, status: holds === true ? "PASS" : holds === false ? "FAIL" : "UNKNOWN", because };
  });
  const isPassed = (level: number) =>
    scorecard.rules.every((rule, i) => rule.level !== level || rules[i]?.status === "PASS");
  let reached = -1;
  while (reached + 1 < scorecard.levels.length && isPassed(reached + 1)) reached++;
  return {
    level: reached < 0 ? null : reached,
    passed: rules.filter(({ status }) => status === "PASS").length,
    total: rules.length,
    rules,
  };
}
