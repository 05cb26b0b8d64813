import type { Inputs, Outputs } from "../../api.ts";
import type { CatalogSearch, validate } from "../../search.ts";
import type { Facet, FacetOption } from "../../ui/filter-bar.tsx";

export type EntitySearch = ReturnType<ReturnType<typeof validate<typeof CatalogSearch>>>;
export type EntityRow = Outputs["catalog"]["list"]["items"][number];
type Facets = Outputs["catalog"]["list"]["facets"];

export const toInput = (search: EntitySearch): Omit<Inputs["catalog"]["list"], "cursor" | "limit"> => search;
export const isFiltered = (search: EntitySearch) => Object.values(search).some((value) => value !== undefined);

/** Questions that people ask of any catalogue; each is nothing but filters in the address. */
export const VIEWS: { label: string; search: EntitySearch }[] = [
  { label: "Everything", search: {} },
  { label: "Components", search: { kind: ["Component"] } },
  { label: "APIs", search: { kind: ["API"] } },
  { label: "Owner unknown", search: { hasOwner: "no" } },
  { label: "Orphans", search: { orphaned: true } },
];
export const isView = (view: EntitySearch, search: EntitySearch) =>
  JSON.stringify(sorted(view)) === JSON.stringify(sorted(search));
const sorted = (search: EntitySearch) =>
  Object.entries(search)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a.localeCompare(b));

export function toFacets(
  search: EntitySearch,
  known: Facets | undefined,
  set: (changes: EntitySearch) => void,
): Facet[] {
  const many = (key: "kind" | "type" | "owner" | "lifecycle", label: string, options: FacetOption[]): Facet => ({
    key,
    label,
    options,
    selected: search[key] ?? [],
    onChange: (values) => set({ [key]: values.length ? values : undefined }),
  });
  const plain = (values: { value: string; count: number }[] = []) => values.map((v) => ({ ...v, label: v.value }));
  return [
    many("kind", "Kind", plain(known?.kind)),
    many("type", "Type", plain(known?.type)),
    many("owner", "Owner", known?.owner ?? []),
    many("lifecycle", "Lifecycle", plain(known?.lifecycle)),
    {
      key: "hasOwner",
      label: "Owner in the catalog",
      options: [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No" },
      ],
      selected: search.hasOwner ? [search.hasOwner] : [],
      isSingle: true,
      onChange: ([value]) => set({ hasOwner: value === "yes" || value === "no" ? value : undefined }),
    },
    {
      key: "orphaned",
      label: "Orphaned",
      options: [{ value: "yes", label: "Gone from its file" }],
      selected: search.orphaned ? ["yes"] : [],
      isSingle: true,
      onChange: ([value]) => set({ orphaned: value ? true : undefined }),
    },
  ];
}

/** The parts of a canonical reference, for an address. */
export function refParams(ref: string): { kind: string; namespace: string; name: string } {
  const [, kind = "", namespace = "", name = ""] = /^([^:]*):([^/]*)\/(.*)$/.exec(ref) ?? [];
  return { kind, namespace, name };
}
/** "group:default/team-a" → "team-a"; another namespace is said. */
export function shortRef(ref: string): string {
  const { namespace, name } = refParams(ref);
  return namespace === "default" ? name : `${namespace}/${name}`;
}
