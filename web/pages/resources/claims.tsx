import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { useOrganization } from "../../ui/organization.ts";
import { EntityLink } from "../catalog/entity-link.tsx";

/** What the catalog says of this resource: which entity it is, and whose. */
export function Claims({ arn }: { arn: string }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const claims = useQuery(trpc.catalog.claimsOf.queryOptions({ arn }));
  if (!claims.data) return null;
  const { items } = claims.data;
  return (
    <section className="text-sm">
      <h2 className="mb-1 text-sm font-semibold">Catalog</h2>
      {items.length === 0 ? (
        <p className="text-fg-3">
          No entity claims it.{" "}
          <Link
            to="/$org/catalog/import"
            params={{ org: slug }}
            className="text-accent-fg underline underline-offset-2"
          >
            Import one
          </Link>{" "}
          with its ARN in the annotation <span className="font-mono text-xs">aws.amazon.com/arn</span>.
        </p>
      ) : (
        <ul>
          {items.map(({ ref, title, ownerRef, ownerTitle }) => (
            <li key={ref} className="flex min-w-0 flex-wrap gap-x-2 py-1">
              <EntityLink to={ref} title={title} />
              {ownerRef && (
                <span className="text-fg-3">
                  owned by <EntityLink to={ownerRef} title={ownerTitle} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
