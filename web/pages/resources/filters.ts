import type { Inputs, Outputs } from "../../api.ts";
import { AGES, COSTS, type ResourcesSearch, type validate } from "../../search.ts";
import { typeLabel } from "../../ui/aws.ts";
import type { Facet, FacetOption } from "../../ui/filter-bar.tsx";
import { ownerOptions } from "./changes-filters.ts";

export type ResourceSearch = ReturnType<ReturnType<typeof validate<typeof ResourcesSearch>>>;
type Input = Inputs["inventory"]["resources"]["list"];
type Facets = Outputs["inventory"]["resources"]["facets"];

const ANSWERS: FacetOption[] = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
  { value: "unknown", label: "Unknown" },
];
const DEFAULT_SORT = "-cost";

/** What the server is asked for: the address without what only the screen needs. */
export function toInput(search: ResourceSearch): Omit<Input, "cursor" | "limit"> {
  const {
    id: _panel,
    columns: _columns,
    group: _by,
    key: _key,
    sort = DEFAULT_SORT,
    cost,
    new: days,
    ...filters
  } = search;
  return {
    ...filters,
    sort,
    ...(cost && { cost: cost === "unknown" ? cost : Number(cost) }),
    ...(days && { newWithinDays: Number(days) }),
  };
}

const NOT_FILTERS = new Set(["id", "columns", "sort", "group", "key"]);
export const isFiltered = (search: ResourceSearch) =>
  Object.entries(search).some(([key, value]) => value !== undefined && !NOT_FILTERS.has(key));

export function toFacets(
  search: ResourceSearch,
  known: Facets | undefined,
  set: (changes: ResourceSearch) => void,
): Facet[] {
  const many = (
    key: "type" | "region" | "account" | "status" | "owner",
    label: string,
    options: FacetOption[],
  ): Facet => ({
    key,
    label,
    options,
    selected: search[key] ?? [],
    onChange: (values) => set({ [key]: values.length ? values : undefined }),
  });
  const answer = (key: "encrypted" | "public" | "hasBackup", label: string): Facet => ({
    key,
    label,
    options: ANSWERS,
    selected: search[key] ? [search[key]] : [],
    isSingle: true,
    onChange: ([value]) => set({ [key]: value === "yes" || value === "no" || value === "unknown" ? value : undefined }),
  });
  const type = known?.type.map(({ value, count }) => ({ value, count, label: typeLabel(value) })) ?? [];
  const region = known?.region.map(({ value, count }) => ({ value, count, label: value })) ?? [];
  const status = known?.status.flatMap(({ value, count }) => (value ? [{ value, count, label: value }] : [])) ?? [];
  return [
    many("type", "Type", type),
    many("region", "Region", region),
    many("account", "Account", known?.account ?? []),
    many("owner", "Owner", ownerOptions(known?.owner)),
    many("status", "Status", status),
    answer("encrypted", "Encrypted"),
    answer("public", "Public"),
    answer("hasBackup", "Backup"),
    {
      key: "cost",
      label: "Estimated cost",
      options: COSTS.map((value) => ({ value, label: value === "unknown" ? "Unknown" : `$${value} a month or more` })),
      selected: search.cost ? [search.cost] : [],
      isSingle: true,
      onChange: ([value]) => set({ cost: COSTS.find((cost) => cost === value) }),
    },
    {
      key: "new",
      label: "First seen",
      options: AGES.map((value) => ({ value, label: value === "1" ? "In the last day" : `In the last ${value} days` })),
      selected: search.new ? [search.new] : [],
      isSingle: true,
      onChange: ([value]) => set({ new: AGES.find((days) => days === value) }),
    },
    {
      key: "tag",
      label: "Tag",
      options: search.tag ? [{ value: search.tag, label: tagInWords(search.tag) }] : [],
      selected: search.tag ? [search.tag] : [],
      onChange: ([value]) => set({ tag: value }),
    },
    {
      key: "vanished",
      label: "Vanished",
      options: [{ value: "yes", label: "Gone from AWS" }],
      selected: search.vanished ? ["yes"] : [],
      isSingle: true,
      onChange: ([value]) => set({ vanished: value ? true : undefined }),
    },
  ];
}

/** "!Owner" → "without Owner" */
export function tagInWords(tag: string): string {
  return tag.startsWith("!") ? `without ${tag.slice(1)}` : tag.includes("=") ? tag.replace("=", " = ") : `with ${tag}`;
}
