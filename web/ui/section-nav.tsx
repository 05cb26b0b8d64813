import { Link } from "@tanstack/react-router";
import { useOrganization } from "./organization.ts";
import { SECTIONS } from "./shell/nav.ts";

/** The pages of a section beside each other. */
export function SectionNav({ of, label }: { of: keyof typeof SECTIONS; label: string }) {
  const { slug } = useOrganization();
  return (
    <nav aria-label={label} className="no-print mt-3 -mb-px overflow-x-auto scrollbar-none">
      <ul className="flex gap-4 border-b border-line">
        {SECTIONS[of].map(({ to, label }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ org: slug }}
              activeOptions={{ includeSearch: false, exact: true }}
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
