import { fromUnits, toUnits } from "../../../base/money.ts";
import type { Saving, Verdict } from "../../rule.ts";

/**
 * What a saving changes, in the order in which it is done: who removes a thing need not resize it (finops study, §3).
 * Of two savings on the same part of the bill only the first counts; those on different parts are netted.
 */
const PARTS: Record<string, string> = {
  idle: "whole",
  schedule: "hours",
  sizing: "shape",
  architecture: "shape",
  generation: "shape",
  standby: "standby",
  storage: "storage",
  lifecycle: "surcharge",
  traffic: "traffic",
};
const ORDER = Object.keys(PARTS);

type Judged = { ruleId: string; category: string; verdict: Verdict };

/**
 * What counts of each saving, by rule: never more together than the resource costs. The first takes its amount, each
 * further one its share of what is left. Without a known cost nobody can tell what is left, so only the first counts.
 * @param costMonthly what a month of the resource costs, in the words of its savings; null = not known.
 */
export function countSavings(judged: readonly Judged[], costMonthly: string | null): ReadonlyMap<string, string> {
  const counted = new Map<string, string>();
  const found = judged.flatMap(({ ruleId, category, verdict }) =>
    verdict.status === "FAIL" && verdict.saving ? [{ ruleId, category, saving: verdict.saving }] : [],
  );
  // What a saving takes off other bills than the resource's own stands beside its cost.
  const beside = found.reduce((sum, { saving }) => sum + besideUnits(saving), 0n);
  const cost = costMonthly === null ? null : toUnits(costMonthly) + beside;
  let left = cost;
  const taken = new Set<string>();
  for (const { ruleId, category, saving } of found.toSorted(inOrder)) {
    const part = PARTS[category] ?? category;
    if (taken.has(part) || taken.has("whole")) continue;
    if (cost === null || left === null) {
      if (counted.size === 0) counted.set(ruleId, saving.monthly.amount);
      continue;
    }
    taken.add(part);
    const amount = least(toUnits(saving.monthly.amount), cost);
    const share = cost === 0n ? 0n : (amount * left) / cost;
    left -= share;
    counted.set(ruleId, fromUnits(share));
  }
  return counted;
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);
const besideUnits = (saving: Saving) => (saving.beside ? toUnits(saving.monthly.amount) : 0n);
const rank = (category: string) => (ORDER.includes(category) ? ORDER.indexOf(category) : ORDER.length);

/** By what is done first, then by money, then by name: the order in which rules were asked decides nothing. */
function inOrder(a: { ruleId: string; category: string; saving: Saving }, b: typeof a): number {
  const [more, less] = [toUnits(b.saving.monthly.amount), toUnits(a.saving.monthly.amount)];
  const byMoney = more > less ? 1 : more < less ? -1 : 0;
  return rank(a.category) - rank(b.category) || byMoney || (a.ruleId < b.ruleId ? -1 : 1);
}
