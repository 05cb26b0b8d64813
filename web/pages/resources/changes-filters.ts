import type { Inputs, Outputs } from "../../api.ts";
import { type ChangesSearch, RESOURCE_CHANGES, type validate } from "../../search.ts";
import { typeLabel } from "../../ui/aws.ts";
import type { Facet, FacetOption } from "../../ui/filter-bar.tsx";
import { ownerName } from "../../ui/owner.tsx";
import { CHANGE_WORDS } from "./change-parts.tsx";

export type ChangeSearch = ReturnType<ReturnType<typeof validate<typeof ChangesSearch>>>;
type Facets = Outputs["inventory"]["resources"]["facets"];

export const DAYS_DEFAULT = "7";
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The first moment that is asked about, in UTC: the day of the address, or the start of so many days ago. */
export function sinceOf({ since, days = DAYS_DEFAULT }: Pick<ChangeSearch, "since" | "days">, now: number): string {
  if (since && DAY.test(since) && !Number.isNaN(Date.parse(since))) return `${since}T00:00:00.000Z`;
  return `${new Date(now - Number(days) * DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
}

export function toInput(search: ChangeSearch, now: number): Omit<Inputs["inventory"]["changes"], "cursor" | "limit"> {
  const { id: _panel, days: _days, since: _since, ...filters } = search;
  return { ...filters, since: sinceOf(search, now) };
}

const NOT_FILTERS = new Set(["id", "days", "since"]);
export const isFiltered = (search: ChangeSearch) =>
  Object.entries(search).some(([key, value]) => value !== undefined && !NOT_FILTERS.has(key));

export const ownerOptions = (owners: Facets["owner"] | undefined): FacetOption[] =>
  owners?.map(({ value, count }) => ({ value, count, label: value === "none" ? "Nobody" : ownerName(value) })) ?? [];

export function toFacets(
  search: ChangeSearch,
  known: Facets | undefined,
  set: (changes: ChangeSearch) => void,
): Facet[] {
  const many = (key: "type" | "region" | "account" | "owner", label: string, options: FacetOption[]): Facet => ({
    key,
    label,
    options,
    selected: search[key] ?? [],
    onChange: (values) => set({ [key]: values.length ? values : undefined }),
  });
  return [
    {
      key: "change",
      label: "Change",
      options: RESOURCE_CHANGES.map((value) => ({ value, label: CHANGE_WORDS[value] })),
      selected: search.change ?? [],
      onChange: (values) => {
        const chosen = RESOURCE_CHANGES.filter((value) => values.includes(value));
        set({ change: chosen.length ? chosen : undefined });
      },
    },
    many("type", "Type", known?.type.map(({ value, count }) => ({ value, count, label: typeLabel(value) })) ?? []),
    many("region", "Region", known?.region.map(({ value, count }) => ({ value, count, label: value })) ?? []),
    many("account", "Account", known?.account ?? []),
    many("owner", "Owner", ownerOptions(known?.owner)),
    {
      key: "entity",
      label: "Belongs to",
      options: search.entity ? [{ value: search.entity, label: search.entity }] : [],
      selected: search.entity ? [search.entity] : [],
      onChange: ([value]) => set({ entity: value }),
    },
  ];
}
