import { Link } from "@tanstack/react-router";
import { useOrganization } from "../../ui/organization.ts";

const PARTS = [
  { to: "/$org/compliance", label: "Frameworks" },
  { to: "/$org/findings", label: "Findings" },
  { to: "/$org/exceptions", label: "Exceptions" },
  { to: "/$org/rules", label: "Rules" },
] as const;

/** The pages of compliance beside each other. */
export function ComplianceNav() {
  const { slug } = useOrganization();
  return (
    <nav aria-label="Compliance" className="no-print mt-3 -mb-px overflow-x-auto scrollbar-none">
      <ul className="flex gap-4 border-b border-line">
        {PARTS.map(({ to, label }) => (
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
