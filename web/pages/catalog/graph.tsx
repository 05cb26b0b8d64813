import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { GRAPH_VIEWS, GraphView } from "../../ui/graph/graph-view.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { EntityLink } from "./entity-link.tsx";
import { type GraphData, type GraphSearch, isGraphFiltered, usesInWords } from "./graph-parts.ts";

const KINDS = ["Component", "API", "Resource", "System", "Environment"];
/** Who uses whom. What is chosen, and how far its failure goes, is in the address. */
export function CatalogGraph() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/catalog/graph" });
  const navigate = useNavigate();
  const set = useCallback(
    (changes: Partial<GraphSearch>) =>
      void navigate({ to: "/$org/catalog/graph", params: { org: slug }, search: { ...search, ...changes } }),
    [navigate, slug, search],
  );
  const { around, kind, owner } = search;
  const graph = useQuery(
    trpc.catalog.graph.queryOptions(
      { ...(around && { ref: around }), ...(kind?.length && { kind }), ...(owner?.length && { owner }) },
      { placeholderData: keepPreviousData },
    ),
  );
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Dependency graph"
            count={graph.data ? formatCount(graph.data.nodes.length) : undefined}
            sub="Whoever uses stands at the left of what it uses"
            actions={
              <>
                <Segmented
                  label="Show as"
                  options={GRAPH_VIEWS}
                  value={search.view ?? "graph"}
                  onChange={(view) => set({ view: view === "graph" ? undefined : view })}
                />
                <Link to="/$org/catalog" params={{ org: slug }} className={buttonLook({})}>
                  Catalog
                </Link>
              </>
            }
          />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Name"
            facets={[
              {
                key: "kind",
                label: "Kind",
                options: KINDS.map((value) => ({ value, label: value })),
                selected: kind ?? [],
                onChange: (values) => set({ kind: values.length ? values : undefined }),
              },
              {
                key: "owner",
                label: "Owner",
                options: graph.data?.owners.map(({ ref, title }) => ({ value: ref, label: title })) ?? [],
                selected: owner ?? [],
                onChange: (values) => set({ owner: values.length ? values : undefined }),
              },
              {
                key: "around",
                label: "Around",
                options:
                  graph.data?.nodes.map(({ ref, title, kind }) => ({ value: ref, label: `${title} (${kind})` })) ?? [],
                selected: around ? [around] : [],
                isSingle: true,
                onChange: ([value]) => set({ around: value, ref: value }),
              },
            ]}
          />
        </>
      }
    >
      <QueryState query={graph} skeleton={<Skeleton className="m-6 h-96" />}>
        {(data) =>
          data.nodes.length > 0 ? (
            <Shown data={data} search={search} set={set} />
          ) : (
            <Empty isFiltered={isGraphFiltered(search)} />
          )
        }
      </QueryState>
    </FullPage>
  );
}

type ShownProps = {
  data: GraphData;
  search: GraphSearch;
  set: (changes: Partial<GraphSearch>) => void;
};

function Shown({ data, search, set }: ShownProps) {
  const nodes = useMemo(
    () =>
      data.nodes.map(({ ref, title, kind, type, ownerTitle }) => ({
        id: ref,
        title,
        sub: [type ?? kind, ownerTitle].filter(Boolean).join(" · "),
      })),
    [data],
  );
  const edges = useMemo(
    () =>
      data.edges.map(({ from, to, kind, source }) => ({
        from,
        to,
        label: usesInWords(kind),
        isDeclared: source === "declared",
      })),
    [data],
  );
  const choose = useCallback((ref: string | null) => set({ ref: ref ?? undefined }), [set]);
  return (
    <GraphView
      label="Dependency graph"
      nodes={nodes}
      edges={edges}
      view={search.view ?? "graph"}
      search={search.search}
      selected={search.ref ?? null}
      onSelect={choose}
      way={search.way ?? "both"}
      onWay={(way) => set({ way: way === "both" ? undefined : way })}
      link={(ref, title) => <EntityLink to={ref} title={title} />}
      facts={(ref) => (
        <Facts
          node={data.nodes.find((node) => node.ref === ref)}
          isAround={search.around === ref}
          onAround={(around) => set({ around })}
        />
      )}
      hasMore={data.hasMore}
    />
  );
}

type FactsProps = {
  node: GraphData["nodes"][number] | undefined;
  isAround: boolean;
  onAround: (ref: string | undefined) => void;
};

function Facts({ node, isAround, onAround }: FactsProps) {
  if (!node) return null;
  return (
    <>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-fg-2">
        <Badge>{node.kind}</Badge>
        {node.type}
      </p>
      <p className="mt-2 text-sm text-fg-2">
        {node.ownerRef ? (
          <>
            Owned by <EntityLink to={node.ownerRef} title={node.ownerTitle} />
          </>
        ) : (
          "No owner is named"
        )}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onAround(isAround ? undefined : node.ref)}>
          {isAround ? "Show everything" : "Show only around it"}
        </Button>
        <span className="inline-flex items-center text-sm">
          <EntityLink to={node.ref} title="Open its page" />
        </span>
      </div>
    </>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const { slug } = useOrganization();
  return isFiltered ? (
    <EmptyState
      title="Nothing matches these filters"
      action={
        <Link to="/$org/catalog/graph" params={{ org: slug }} className={buttonLook({})}>
          Remove all filters
        </Link>
      }
    >
      No entity is like this. Remove a filter, or look around another thing.
    </EmptyState>
  ) : (
    <EmptyState
      title="There is nothing to draw yet"
      action={
        <Link to="/$org/catalog/import" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
          Import a file
        </Link>
      }
    >
      Components, APIs and resources appear here with what they use, once a file has declared them.
    </EmptyState>
  );
}
