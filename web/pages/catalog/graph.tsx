import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { List, Network } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { reach } from "../../ui/graph/layout.ts";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { GraphInspector } from "./graph-inspector.tsx";
import { GraphList } from "./graph-list.tsx";
import { type GraphData, type GraphSearch, isGraphFiltered, usesInWords } from "./graph-parts.ts";

const Graph = lazy(() => import("../../ui/graph/graph.tsx").then((file) => ({ default: file.Graph })));
const KINDS = ["Component", "API", "Resource", "System", "Environment"];
const VIEWS = [
  { value: "graph", label: <Word icon={Network} word="Graph" /> },
  { value: "list", label: <Word icon={List} word="List" /> },
] as const;

function Word({ icon: Icon, word }: { icon: typeof List; word: string }) {
  return (
    <>
      <Icon aria-hidden="true" />
      {word}
    </>
  );
}

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
  const way = search.way ?? "both";
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
                  options={VIEWS}
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
            <Shown data={data} search={search} way={way} set={set} />
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
  way: "both" | "up" | "down";
  set: (changes: Partial<GraphSearch>) => void;
};

function Shown({ data, search, way, set }: ShownProps) {
  const selected = data.nodes.find(({ ref }) => ref === search.ref) ?? null;
  const text = search.search?.toLowerCase();
  const up = useMemo(() => (selected ? reach(selected.ref, data.edges, "up") : null), [selected, data]);
  const down = useMemo(() => (selected ? reach(selected.ref, data.edges, "down") : null), [selected, data]);
  const lit = useMemo(() => {
    if (text)
      return new Set(
        data.nodes
          .filter(({ title, ref }) => title.toLowerCase().includes(text) || ref.includes(text))
          .map(({ ref }) => ref),
      );
    if (!selected || !up || !down) return null;
    return new Set([selected.ref, ...(way === "down" ? [] : up.keys()), ...(way === "up" ? [] : down.keys())]);
  }, [data, text, selected, up, down, way]);
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
    <div className="flex h-full min-h-0 flex-col lg:flex-row">
      <div className="relative min-h-0 flex-1">
        {search.view === "list" ? (
          <GraphList data={data} lit={lit} selected={selected?.ref ?? null} onSelect={choose} />
        ) : (
          <Suspense fallback={<Skeleton className="m-6 h-96" />}>
            <Graph
              label="Dependency graph"
              nodes={nodes}
              edges={edges}
              selected={selected?.ref ?? null}
              lit={lit}
              onSelect={choose}
            />
          </Suspense>
        )}
        {data.hasMore && (
          <p className="absolute top-3 right-3 rounded-md bg-warn-soft px-3 py-2 text-xs text-warn-fg">
            There is more than is shown here. Filter, or choose a thing to look around.
          </p>
        )}
      </div>
      {selected && up && down && (
        <GraphInspector
          node={selected}
          data={data}
          up={up}
          down={down}
          way={way}
          onWay={(value) => set({ way: value === "both" ? undefined : value })}
          onAround={(ref) => set({ around: ref })}
          isAround={search.around === selected.ref}
          onSelect={choose}
        />
      )}
    </div>
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
