import { Link, useLocation } from "@tanstack/react-router";
import { useOrganization } from "../organization.ts";
import { placeOf } from "./nav.ts";

export function Breadcrumb() {
  const { slug, name } = useOrganization();
  const { pathname } = useLocation();
  const [, , ...rest] = pathname.split("/");
  const { page, part: section } = placeOf(pathname, slug);
  const part = section ?? (rest.length > 1 && page ? partOf(page.to, rest) : null);
  const label = page?.label ?? (rest[0] === "onboarding" ? "Set up" : "Not found");
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex items-center gap-1.5 text-sm">
        <li className="hidden min-w-0 items-center gap-1.5 text-fg-3 sm:flex">
          <Link to="/$org/overview" params={{ org: slug }} className="max-w-48 truncate hover:text-fg">
            {name}
          </Link>
          <span aria-hidden="true">/</span>
        </li>
        {part && page ? (
          <>
            <li className="flex items-center gap-1.5 text-fg-3">
              <Link to={page.to} params={{ org: slug }} className="hover:text-fg">
                {label}
              </Link>
              <span aria-hidden="true">/</span>
            </li>
            <li className="truncate font-medium" aria-current="page">
              {part}
            </li>
          </>
        ) : (
          <li className="truncate font-medium" aria-current="page">
            {label}
          </li>
        )}
      </ol>
    </nav>
  );
}

/** What a page below a list is called. */
function partOf(to: string, rest: readonly string[]): string | null {
  if (to === "/$org/resources") return "Resource";
  if (to === "/$org/findings") return "Finding";
  if (to === "/$org/compliance") return "Framework";
  if (to === "/$org/catalog")
    return (
      { import: "Import", graph: "Graph", github: "GitHub", suggestions: "Suggestions" }[rest[1] ?? ""] ?? "Entity"
    );
  if (to === "/$org/templates") return rest[1] === "runs" ? "Run" : "Template";
  if (to === "/$org/scorecards") return rest[1] === "new" ? "Edit" : "Scorecard";
  return null;
}
