import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Outputs, useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { EntityLink } from "./entity-link.tsx";
import { layersOf } from "./layers.ts";

/** A column stays a glance; the graph shows all. */
const LAYER_SHOWN = 8;

type Reached = Outputs["catalog"]["blastRadius"]["items"][number];

/** Who is hurt when it fails, and whose failure hurts it: a column per step, from the farthest user to the deepest need. */
export function BlastRadius({ entityRef, title }: { entityRef: string; title: string }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const reach = useQuery(trpc.catalog.blastRadius.queryOptions({ ref: entityRef, way: "both" }));
  return (
    <Card>
      <CardHead title="Blast radius" sub="By dependencies and APIs, whoever has declared them">
        <Link
          to="/$org/catalog/graph"
          params={{ org: slug }}
          search={{ around: entityRef, ref: entityRef }}
          className={buttonLook({ size: "sm" })}
        >
          Open in the graph
        </Link>
      </CardHead>
      <div className="pb-(--pad-card)">
        <QueryState query={reach} skeleton={<Skeleton className="mx-(--pad-card) h-24" />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="px-(--pad-card) text-sm text-fg-3">Nothing needs it, and it needs nothing.</p>
            ) : (
              <ScrollRegion label="Blast radius">
                <div className="flex items-center gap-3 px-(--pad-card) text-sm">
                  {layersOf(items.filter(({ way }) => way === "up"))
                    .reverse()
                    .map(([depth, items]) => (
                      <Layer key={depth} heading={depth === 1 ? "Needs it" : `In ${depth} steps`} items={items} />
                    ))}
                  <section className="grid min-w-32 content-center rounded-md border border-accent bg-accent-soft p-3 font-medium text-accent-fg">
                    <h3 className="break-words">{title}</h3>
                  </section>
                  {layersOf(items.filter(({ way }) => way === "down")).map(([depth, items]) => (
                    <Layer key={depth} heading={depth === 1 ? "It needs" : `In ${depth} steps`} items={items} />
                  ))}
                </div>
              </ScrollRegion>
            )
          }
        </QueryState>
        {reach.data?.hasMore && (
          <p className="mt-2 px-(--pad-card) text-xs text-fg-3">
            There are more than are shown here; the nearest come first.
          </p>
        )}
      </div>
    </Card>
  );
}

function Layer({ heading, items }: { heading: string; items: readonly Reached[] }) {
  return (
    <section className="w-44 shrink-0 rounded-md border border-line bg-sunken p-3">
      <h3 className="flex justify-between gap-2 text-xs text-fg-3">
        {heading} <span className="num">{items.length}</span>
      </h3>
      <ul className="mt-1.5 grid gap-1">
        {items.slice(0, LAYER_SHOWN).map(({ ref, title, kind }) => (
          <li key={ref} className="flex min-w-0 items-baseline justify-between gap-2">
            <EntityLink to={ref} title={title} />
            <span className="shrink-0 text-2xs text-fg-3">{kind ?? "not in the catalog"}</span>
          </li>
        ))}
        {items.length > LAYER_SHOWN && (
          <li className="text-xs text-fg-3">and {plural(items.length - LAYER_SHOWN, "more", "more")}, in the graph</li>
        )}
      </ul>
    </section>
  );
}
