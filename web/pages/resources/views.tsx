import { Link } from "@tanstack/react-router";
import { useOrganization } from "../../ui/organization.ts";
import type { ResourceSearch } from "./filters.ts";

type View = { label: string; search: ResourceSearch };

/** Questions that people ask of any account; each is nothing but filters in the address. */
export const VIEWS: View[] = [
  { label: "All resources", search: {} },
  { label: "Public", search: { public: "yes" } },
  { label: "Not encrypted", search: { encrypted: "no" } },
  { label: "Without backup", search: { hasBackup: "no" } },
  { label: "Without owner", search: { tag: "!Owner" } },
  { label: "Vanished", search: { vanished: true } },
];

const FILTERS = [
  "search",
  "type",
  "region",
  "account",
  "status",
  "encrypted",
  "public",
  "hasBackup",
  "tag",
  "vanished",
] as const;
const isSame = (a: ResourceSearch, b: ResourceSearch) =>
  FILTERS.every((key) => String(a[key] ?? "") === String(b[key] ?? ""));

export function ViewTabs({ search, views }: { search: ResourceSearch; views: View[] }) {
  const { slug } = useOrganization();
  return (
    <nav aria-label="Views" className="mt-3 overflow-x-auto border-b border-line scrollbar-none">
      <ul className="flex gap-5 text-sm">
        {views.map((view) => {
          const isCurrent = isSame(view.search, search);
          return (
            <li key={view.label}>
              <Link
                to="/$org/resources"
                params={{ org: slug }}
                search={{ ...view.search, columns: search.columns, sort: search.sort }}
                aria-current={isCurrent ? "true" : undefined}
                className={`-mb-px flex h-9 items-center border-b-2 whitespace-nowrap transition-colors ${isCurrent ? "border-accent font-medium" : "border-transparent text-fg-2 hover:text-fg"}`}
              >
                {view.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
