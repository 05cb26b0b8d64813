import { Link } from "@tanstack/react-router";
import { useOrganization } from "../../ui/organization.ts";
import { refParams, shortRef } from "./filters.ts";

/** To an entity by its reference. `title` null: it is named somewhere, and is not in the catalog. */
export function EntityLink({ to, title }: { to: string; title: string | null }) {
  const { slug } = useOrganization();
  if (title === null)
    return (
      <span className="truncate text-fg-3" title={`${to} is not in the catalog`}>
        {shortRef(to)}
      </span>
    );
  return (
    <Link
      to="/$org/catalog/$kind/$namespace/$name"
      params={{ org: slug, ...refParams(to) }}
      className="truncate text-accent-fg hover:underline"
    >
      {title}
    </Link>
  );
}
