import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { GRAPH_DEPTHS, type ResourceGraphSearch, type validate } from "../../search.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { GRAPH_VIEWS, GraphView } from "../../ui/graph/graph-view.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { toGraph } from "./graph-parts.ts";

type Search = ReturnType<ReturnType<typeof validate<typeof ResourceGraphSearch>>>;
type Graph = Outputs["inventory"]["resources"]["graph"];
const DEPTHS = GRAPH_DEPTHS.map((value) => ({ value, label: value === "1" ? "1 step" : `${value} steps` }));
const FOUND_MAX = 8;

/** What a resource needs and what needs it, step by step; where it stands and how far one looks is in the address. */
export function ResourceGraph() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/resources/graph" });
  const navigate = useNavigate();
  const set = useCallback(
    (changes: Search) =>
      void navigate({ to: "/$org/resources/graph", params: { org: slug }, search: { ...search, ...changes } }),
    [navigate, slug, search],
  );
  const depth = search.depth ?? "2";
  const { around } = search;
  const graph = useQuery({
    ...trpc.inventory.resources.graph.queryOptions(
      { id: around ?? "", depth: Number(depth) },
      { placeholderData: keepPreviousData },
    ),
    enabled: around !== undefined,
  });
  const root = graph.data?.nodes.find(({ id }) => id === around);
  const types = [...new Set(graph.data?.nodes.map(({ type }) => type))].sort();
  return (
    <FullPage
      head={
        <>
          <PageHead
            title={root ? `Around ${root.name}` : "Resource graph"}
            count={graph.data ? formatCount(graph.data.nodes.length) : undefined}
            sub="Whoever needs stands at the left of what it needs"
            actions={
              <>
                <Segmented label="How far" options={DEPTHS} value={depth} onChange={(value) => set({ depth: value })} />
                <Segmented
                  label="Show as"
                  options={GRAPH_VIEWS}
                  value={search.view ?? "graph"}
                  onChange={(view) => set({ view: view === "graph" ? undefined : view })}
                />
              </>
            }
          />
          <SectionNav of="/$org/resources" label="Resources" />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder={around ? "Name" : "Look for a resource"}
            facets={[
              {
                key: "type",
                label: "Type",
                options: types.map((value) => ({ value, label: typeLabel(value) })),
                selected: search.type ?? [],
                onChange: (values) => set({ type: values.length ? values : undefined }),
              },
            ]}
          />
        </>
      }
    >
      {around ? (
        <QueryState query={graph} skeleton={<Skeleton className="m-6 h-96" />}>
          {(data) => <Shown data={data} around={around} search={search} set={set} />}
        </QueryState>
      ) : (
        <Choose text={search.search} onChoose={(id) => set({ around: id, ref: id, search: undefined })} />
      )}
    </FullPage>
  );
}

type ShownProps = { data: Graph; around: string; search: Search; set: (changes: Search) => void };

function Shown({ data, around, search, set }: ShownProps) {
  const { slug } = useOrganization();
  const { type } = search;
  const { nodes, edges } = useMemo(() => toGraph(data, { around, types: type }), [data, around, type]);
  const choose = useCallback((id: string | null) => set({ ref: id ?? undefined }), [set]);
  const page = (id: string, title: string | null) => (
    <Link
      to="/$org/resources/$id"
      params={{ org: slug, id }}
      className="[overflow-wrap:anywhere] text-accent-fg hover:underline"
    >
      {title ?? "Not discovered"}
    </Link>
  );
  if (data.nodes.length === 1)
    return (
      <EmptyState title="Nothing is known to need it, and it needs nothing" action={page(around, "Open its page")}>
        Relations are read from what AWS answers about each resource. None of them names this one.
      </EmptyState>
    );
  return (
    <GraphView
      label="Resource graph"
      nodes={nodes}
      edges={edges}
      view={search.view ?? "graph"}
      search={search.search}
      selected={search.ref ?? around}
      onSelect={choose}
      way={search.way ?? "both"}
      onWay={(way) => set({ way: way === "both" ? undefined : way })}
      link={page}
      facts={(id) => {
        const node = data.nodes.find((each) => each.id === id);
        return (
          node && (
            <>
              <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-fg-2">
                <Code title={node.type}>{typeLabel(node.type)}</Code> {node.region}
              </p>
              <p className="mt-1 text-sm text-fg-3">{node.accountName}</p>
              <div className="mt-3 flex flex-wrap items-center gap-3 text-sm">
                {id !== around && (
                  <Button size="sm" onClick={() => set({ around: id, ref: id })}>
                    Look around it
                  </Button>
                )}
                {page(id, "Open its page")}
              </div>
            </>
          )
        );
      }}
      hasMore={data.hasMore}
    />
  );
}

/** Where to begin. */
function Choose({ text, onChoose }: { text: string | undefined; onChoose: (id: string) => void }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const [usual] = useState(() => ["AWS::EC2::VPC", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ECS::Cluster"]);
  const search = useDeferredValue(text);
  const found = useQuery(
    trpc.inventory.resources.list.queryOptions({
      ...(search ? { search } : { type: usual }),
      sort: "-cost",
      limit: FOUND_MAX,
    }),
  );
  return (
    <QueryState query={found} skeleton={<Skeleton className="m-6 h-48" />}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title={search ? "No resource is called so" : "There is nothing to draw yet"}
            action={
              <Link to="/$org/resources" params={{ org: slug }} className={buttonLook({})}>
                All resources
              </Link>
            }
          >
            {search ? "Look for another name, id or ARN." : "Resources appear once an AWS account is connected."}
          </EmptyState>
        ) : (
          <section className="mx-auto max-w-xl p-6">
            <h2 className="text-lg font-semibold">Around which resource?</h2>
            <p className="mt-1 text-sm text-fg-3">Look for one above, or begin with one of these.</p>
            <ul className="mt-4">
              {items.map(({ id, name, type, region }) => (
                <li key={id} className="border-t border-line">
                  <button
                    type="button"
                    onClick={() => onChoose(id)}
                    className="flex min-h-11 w-full flex-wrap items-center justify-between gap-x-3 py-1.5 text-left text-sm hover:bg-hover"
                  >
                    <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</span>
                    <span className="flex items-center gap-2 text-xs text-fg-3">
                      <Code title={type}>{typeLabel(type)}</Code> {region}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </QueryState>
  );
}
