import type { FrameworkSearch as Search, validate } from "../../search.ts";
import type { Facet } from "../../ui/filter-bar.tsx";
import { type FrameworkDetail, STATUSES } from "./requirement-status.tsx";

export type FrameworkSearch = ReturnType<ReturnType<typeof validate<typeof Search>>>;
type Requirement = FrameworkDetail["requirements"][number];

/** What the address asks for; an id matches from its start, so that 1.1 finds 1.1 and 1.10 and not 2.1.1. */
export function matching<R extends Pick<Requirement, "label" | "status" | "section" | "rules">>(
  requirements: readonly R[],
  { search, status, section }: FrameworkSearch,
): R[] {
  const needle = search?.toLowerCase();
  return requirements.filter(
    (requirement) =>
      (!status?.length || status.includes(requirement.status)) &&
      (!section?.length || section.includes(requirement.section.id)) &&
      (!needle ||
        requirement.label.toLowerCase().startsWith(needle) ||
        requirement.rules.some(({ id, title }) => id.toLowerCase() === needle || title.toLowerCase().includes(needle))),
  );
}

/** In their order, under their sections. */
export function sectionsOf<R extends Pick<Requirement, "section">>(requirements: readonly R[]) {
  const sections = new Map<string, { id: string; name: string; requirements: R[] }>();
  for (const requirement of requirements) {
    const { id, name } = requirement.section;
    const section = sections.get(id) ?? { id, name, requirements: [] };
    section.requirements.push(requirement);
    sections.set(id, section);
  }
  return [...sections.values()];
}

export function toFacets(
  { requirements, counts }: FrameworkDetail,
  search: FrameworkSearch,
  set: (changes: FrameworkSearch) => void,
): Facet[] {
  return [
    {
      key: "status",
      label: "Status",
      options: STATUSES.map(({ value, label }) => ({ value, label, count: counts[value] })),
      selected: search.status ?? [],
      onChange: (values) => {
        const kept = STATUSES.map(({ value }) => value).filter((value) => values.includes(value));
        set({ status: kept.length ? kept : undefined });
      },
    },
    {
      key: "section",
      label: "Section",
      options: sectionsOf(requirements).map(({ id, name, requirements }) => ({
        value: id,
        label: name,
        count: requirements.length,
      })),
      selected: search.section ?? [],
      onChange: (values) => set({ section: values.length ? values : undefined }),
    },
  ];
}
