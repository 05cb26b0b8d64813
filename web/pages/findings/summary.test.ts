import { expect, test } from "bun:test";
import { countOpen, worstRules } from "./summary.ts";

const rule = (ruleId: string, severity: string, count: number) => ({ ruleId, title: ruleId, severity, count });

test("severity goes before number, and a rule is one line", () => {
  const worst = worstRules([
    rule("a", "low", 90),
    rule("b", "critical", 1),
    rule("c", "high", 2),
    rule("d", "high", 7),
    rule("c", "low", 9),
  ]);
  expect(worst.map(({ ruleId, severity, count }) => [ruleId, severity, count])).toEqual([
    ["b", "Critical", 1],
    ["c", "High", 11],
    ["d", "High", 7],
    ["a", "Low", 90],
  ]);
});

test("open ones are counted over all severities", () =>
  expect(countOpen({ openBySeverity: { critical: 1, high: 2, medium: 0, low: 4 } })).toBe(7));
