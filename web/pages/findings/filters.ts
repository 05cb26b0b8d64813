import type { Inputs, Outputs } from "../../api.ts";
import type { FindingsSearch, validate } from "../../search.ts";
import type { Facet } from "../../ui/filter-bar.tsx";
import type { FindingsSummary } from "./summary.ts";

export type FindingSearch = ReturnType<ReturnType<typeof validate<typeof FindingsSearch>>>;
export type Pack = "compliance" | "savings";
type Rules = Outputs["findings"]["rules"];

/** Open ones, unless the address asks for another verdict or for those that are mended. */
export function toInput(pack: Pack, search: FindingSearch): Omit<Inputs["findings"]["list"], "cursor" | "limit"> {
  const { id: _panel, group: _group, report: _report, resolved, ...filters } = search;
  return { ...filters, pack, ...(resolved && { state: ["resolved"] }) };
}

export const isFiltered = ({ id: _panel, group: _group, ...filters }: FindingSearch) =>
  Object.values(filters).some((value) => value !== undefined);

const SEVERITIES = [
  { value: "critical", label: "Critical" },
  { value: "high", label: "High" },
  { value: "medium", label: "Medium" },
  { value: "low", label: "Low" },
] as const;

/** Verdicts in words. UNKNOWN is its own answer: what was not read never passes. */
export const VERDICTS = [
  { value: "FAIL", label: "Fails" },
  { value: "UNKNOWN", label: "Unknown" },
  { value: "MANUAL", label: "A person must look" },
  { value: "PASS", label: "Passes" },
  { value: "NOT_APPLICABLE", label: "Does not apply" },
] as const;

const onlyKnown = <Value extends string>(known: readonly { value: Value }[], chosen: string[]) => {
  const kept = known.map(({ value }) => value).filter((value) => chosen.includes(value));
  return kept.length ? kept : undefined;
};

/** Who may own or do something, as the server counts them. */
export type People = {
  owners: Outputs["findings"]["groups"]["items"] | undefined;
  members: Outputs["findings"]["assignees"]["items"] | undefined;
};

function facetsOfPeople(search: FindingSearch, set: (changes: FindingSearch) => void, people?: People): Facet[] {
  if (!people) return [];
  return [
    {
      key: "owner",
      label: "Owner",
      options: (people.owners ?? []).map(({ key, label, count }) => ({ value: key, label, count })),
      selected: search.owner ?? [],
      onChange: (values) => set({ owner: values.length ? values : undefined }),
    },
    {
      key: "assignee",
      label: "Assigned to",
      options: [
        { value: "none", label: "Nobody" },
        ...(people.members ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ],
      selected: search.assignee ?? [],
      onChange: (values) => set({ assignee: values.length ? values : undefined }),
    },
  ];
}

export function toFacets(
  search: FindingSearch,
  pack: Pack,
  rules: Rules | undefined,
  summary: FindingsSummary | undefined,
  set: (changes: FindingSearch) => void,
  people?: People,
): Facet[] {
  return [
    ...facetsOfPeople(search, set, people),
    // Set by an entity's page, and here to be seen and taken away.
    ...(search.entity
      ? [
          {
            key: "entity",
            label: "Of",
            options: [{ value: search.entity, label: search.entity.replace(/^.*\//, "") }],
            selected: [search.entity],
            isSingle: true,
            onChange: ([value]: string[]) => set({ entity: value }),
          },
        ]
      : []),
    {
      key: "severity",
      label: "Severity",
      options: SEVERITIES.map((option) => ({ ...option, count: summary?.openBySeverity[option.value] })),
      selected: search.severity ?? [],
      onChange: (values) => set({ severity: onlyKnown(SEVERITIES, values) }),
    },
    {
      key: "rule",
      label: "Rule",
      options: (rules ?? [])
        .filter((rule) => rule.pack === pack)
        .map(({ id, title }) => ({
          value: id,
          label: title,
          count: summary?.rules.find(({ ruleId }) => ruleId === id)?.count,
        })),
      selected: search.rule ?? [],
      onChange: (values) => set({ rule: values.length ? values : undefined }),
    },
    {
      key: "status",
      label: "Verdict",
      options: VERDICTS,
      selected: search.status ?? [],
      onChange: (values) => set({ status: onlyKnown(VERDICTS, values) }),
    },
    {
      key: "resolved",
      label: "Mended",
      options: [{ value: "yes", label: "Only what was mended" }],
      selected: search.resolved ? ["yes"] : [],
      isSingle: true,
      onChange: ([value]) => set({ resolved: value ? true : undefined }),
    },
    {
      key: "excepted",
      label: "Accepted",
      options: [{ value: "yes", label: "Only what is accepted until a day", count: summary?.counts.excepted }],
      selected: search.excepted ? ["yes"] : [],
      isSingle: true,
      onChange: ([value]) => set({ excepted: value ? true : undefined }),
    },
  ];
}
