import { List, Network } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { Skeleton } from "../small.tsx";
import type { GraphEdge, GraphNode } from "./graph.tsx";
import { GraphInspector, type Way } from "./graph-inspector.tsx";
import { GraphList } from "./graph-list.tsx";
import { reach } from "./layout.ts";

const Graph = lazy(() => import("./graph.tsx").then((file) => ({ default: file.Graph })));

export const GRAPH_VIEWS = [
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

type GraphViewProps = {
  label: string;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  view: "graph" | "list";
  /** Names that hold this are drawn strongly, instead of what the chosen one reaches. */
  search: string | undefined;
  selected: string | null;
  onSelect: (id: string | null) => void;
  way: Way;
  onWay: (way: Way) => void;
  link: (id: string, title: string | null) => ReactNode;
  /** What the inspector tells of the chosen one. */
  facts: (id: string) => ReactNode;
  hasMore: boolean;
};

/** A graph as a picture or a list, and beside it what was chosen and how far its failure goes. */
export function GraphView(props: GraphViewProps) {
  const { label, nodes, edges, view, selected, onSelect, way, onWay, link, facts, hasMore } = props;
  const node = nodes.find(({ id }) => id === selected) ?? null;
  const chosen = node?.id ?? null;
  const text = props.search?.toLowerCase();
  const up = useMemo(() => (chosen ? reach(chosen, edges, "up") : null), [chosen, edges]);
  const down = useMemo(() => (chosen ? reach(chosen, edges, "down") : null), [chosen, edges]);
  const lit = useMemo(() => {
    if (text)
      return new Set(
        nodes.filter(({ title, id }) => title.toLowerCase().includes(text) || id.includes(text)).map(({ id }) => id),
      );
    if (!chosen || !up || !down) return null;
    return new Set([chosen, ...(way === "down" ? [] : up.keys()), ...(way === "up" ? [] : down.keys())]);
  }, [nodes, text, chosen, up, down, way]);
  const titles = useMemo(() => new Map(nodes.map(({ id, title }) => [id, title])), [nodes]);
  return (
    <div className="flex h-full min-h-0 flex-col lg:flex-row">
      <div className="relative min-h-0 flex-1">
        {view === "list" ? (
          <GraphList
            label={`${label} as a list`}
            nodes={nodes}
            edges={edges}
            lit={lit}
            selected={chosen}
            onSelect={onSelect}
            link={link}
          />
        ) : (
          <Suspense fallback={<Skeleton className="m-6 h-96" />}>
            <Graph label={label} nodes={nodes} edges={edges} selected={chosen} lit={lit} onSelect={onSelect} />
          </Suspense>
        )}
        {hasMore && (
          <p className="absolute top-3 right-3 rounded-md bg-warn-soft px-3 py-2 text-xs text-warn-fg">
            There is more than is shown here. Filter, or choose a thing to look around.
          </p>
        )}
      </div>
      {node && up && down && (
        <GraphInspector
          title={node.title}
          up={up}
          down={down}
          way={way}
          onWay={onWay}
          onClose={() => onSelect(null)}
          link={(id) => link(id, titles.get(id) ?? null)}
        >
          {facts(node.id)}
        </GraphInspector>
      )}
    </div>
  );
}
