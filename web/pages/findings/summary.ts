import type { Outputs } from "../../api.ts";
import { isSeverity, SEVERITY_TONE, SEVERITY_WORD, type Tone } from "../../ui/status.tsx";

export type FindingsSummary = Outputs["findings"]["summary"];

export const countOpen = ({ openBySeverity }: Pick<FindingsSummary, "openBySeverity">) =>
  Object.values(openBySeverity).reduce((sum, count) => sum + count, 0);

type RuleCount = { ruleId: string; title: string; severity: string; count: number };
const RANK = ["critical", "high", "medium", "low"];

/** Most severe first, then what concerns most resources; one line a rule, by its worst severity. */
export function worstRules(rules: readonly RuleCount[]): (RuleCount & { tone: Tone })[] {
  const merged = new Map<string, RuleCount>();
  for (const rule of rules.toSorted((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity))) {
    const before = merged.get(rule.ruleId);
    merged.set(rule.ruleId, before ? { ...before, count: before.count + rule.count } : rule);
  }
  return [...merged.values()]
    .sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity) || b.count - a.count)
    .map((rule) =>
      isSeverity(rule.severity)
        ? { ...rule, severity: SEVERITY_WORD[rule.severity], tone: SEVERITY_TONE[rule.severity] }
        : { ...rule, tone: "idle" },
    );
}
