import type { RulesSearch, validate } from "../../search.ts";
import type { Facet } from "../../ui/filter-bar.tsx";
import type { Rule } from "./rules.tsx";

export type RuleSearch = ReturnType<ReturnType<typeof validate<typeof RulesSearch>>>;

const SEVERITIES = [
  { value: "critical", label: "Critical" },
  { value: "high", label: "High" },
  { value: "medium", label: "Medium" },
  { value: "low", label: "Low" },
] as const;
const STATES = [
  { value: "failing", label: "With open findings", is: (rule: Rule) => rule.open > 0 },
  { value: "off", label: "Switched off", is: (rule: Rule) => !rule.isOn },
  { value: "own", label: "Our own", is: (rule: Rule) => rule.custom !== null },
] as const;

export function matchingRules(rules: readonly Rule[], { search, severity, state }: RuleSearch): Rule[] {
  const needle = search?.toLowerCase();
  return rules.filter(
    (rule) =>
      (!severity?.length || severity.includes(rule.severity)) &&
      (!state?.length || STATES.some(({ value, is }) => state.includes(value) && is(rule))) &&
      (!needle ||
        [rule.title, rule.id, rule.resourceType, ...rule.requirements.flatMap(({ ids }) => ids)].some((text) =>
          text.toLowerCase().includes(needle),
        )),
  );
}

const kept = <Value extends string>(known: readonly { value: Value }[], values: readonly string[]) => {
  const found = known.map(({ value }) => value).filter((value) => values.includes(value));
  return found.length > 0 ? found : undefined;
};

export function toRuleFacets(rules: readonly Rule[], search: RuleSearch, set: (changes: RuleSearch) => void): Facet[] {
  return [
    {
      key: "severity",
      label: "Severity",
      options: SEVERITIES.map(({ value, label }) => ({
        value,
        label,
        count: rules.filter((rule) => rule.severity === value).length,
      })),
      selected: search.severity ?? [],
      onChange: (values) => set({ severity: kept(SEVERITIES, values) }),
    },
    {
      key: "state",
      label: "State",
      options: STATES.map(({ value, label, is }) => ({ value, label, count: rules.filter(is).length })),
      selected: search.state ?? [],
      onChange: (values) => set({ state: kept(STATES, values) }),
    },
  ];
}
