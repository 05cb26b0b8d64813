import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Skeleton } from "../../ui/small.tsx";
import { toGraph } from "./graph-parts.ts";
import { Relations, type ResourceDetail } from "./resource-parts.tsx";

const Graph = lazy(() => import("../../ui/graph/graph.tsx").then((file) => ({ default: file.Graph })));
/** More boxes than that are a page of their own. */
const DRAWN_MAX = 14;

/** What the resource points at and what points at it: drawn where it is few, and always as a list. */
export function RelationsCard({ resource }: { resource: ResourceDetail }) {
  const { slug } = useOrganization();
  const { id } = resource;
  const known = resource.pointsAt.filter((each) => each.id !== null).length + resource.pointedAtBy.length;
  return (
    <Card>
      <CardHead title="Relations" sub="As AWS answered: what it needs, and what needs it">
        {known > 0 && (
          <Link
            to="/$org/resources/graph"
            params={{ org: slug }}
            search={{ around: id, ref: id }}
            className={buttonLook({ size: "sm" })}
          >
            Open in the graph
          </Link>
        )}
      </CardHead>
      {known > 0 && known < DRAWN_MAX && <Drawn id={id} />}
      <div className="px-(--pad-card) pb-(--pad-card)">
        <Relations resource={resource} />
      </div>
    </Card>
  );
}

function Drawn({ id }: { id: string }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const navigate = useNavigate();
  const { data } = useQuery(trpc.inventory.resources.graph.queryOptions({ id, depth: 1 }));
  const graph = useMemo(() => data && toGraph(data, { around: id }), [data, id]);
  if (!graph) return <Skeleton className="mx-(--pad-card) mb-3 h-80" />;
  return (
    <div className="mb-3 hidden h-80 border-y border-line sm:block">
      <Suspense fallback={<Skeleton className="h-80" />}>
        <Graph
          label="Relations of the resource"
          nodes={graph.nodes}
          edges={graph.edges}
          selected={id}
          lit={null}
          onSelect={(other) => {
            if (other && other !== id) void navigate({ to: "/$org/resources/$id", params: { org: slug, id: other } });
          }}
        />
      </Suspense>
    </div>
  );
}
