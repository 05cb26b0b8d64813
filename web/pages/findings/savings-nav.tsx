import { Link } from "@tanstack/react-router";
import { useOrganization } from "../../ui/organization.ts";

const PARTS = [
  { search: {}, label: "Open" },
  { search: { report: true }, label: "Planned and realised" },
] as const;

/** What could be saved, and what was. */
export function SavingsNav() {
  const { slug } = useOrganization();
  return (
    <nav aria-label="Savings" className="no-print mt-3 -mb-px overflow-x-auto scrollbar-none">
      <ul className="flex gap-4 border-b border-line">
        {PARTS.map(({ search, label }) => (
          <li key={label}>
            <Link
              to="/$org/savings"
              params={{ org: slug }}
              search={search}
              activeOptions={{ exact: true }}
              className="-mb-px block border-b-2 border-transparent py-1.5 text-sm whitespace-nowrap text-fg-2 hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
