import "@xyflow/react/dist/base.css";
import {
  Background,
  type Edge as FlowEdge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useMemo } from "react";
import { IconButton } from "../button.tsx";
import { classNames } from "../class-names.ts";
import { layout, NODE } from "./layout.ts";

export type GraphNode = { id: string; title: string; sub: string };
export type GraphEdge = { from: string; to: string; label: string; isDeclared: boolean };
type GraphProps = {
  label: string;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  selected: string | null;
  /** Those that are drawn strongly; null = all of them. */
  lit: ReadonlySet<string> | null;
  onSelect: (id: string | null) => void;
};
/** Below this a box is smaller than a pointer needs: a picture opens no smaller, the rest is reached by moving it. */
const FIRST_VIEW = { padding: 0.12, maxZoom: 1, minZoom: 0.5 };
/** Who asks for all of it, or turns the wheel, sees all of it. */
const ZOOM_MIN = 0.1;
const WHOLE = { ...FIRST_VIEW, padding: 0.05, minZoom: ZOOM_MIN };
type Box = Node<{ title: string; sub: string; isDim: boolean; isSelected: boolean; onSelect: () => void }, "box">;

/**
 * Boxes in layers, whoever uses at the left. Each box is a button, so Tab walks them and Enter chooses; wheel and drag
 * move the picture, as do the buttons at its corner.
 */
export function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Picture {...props} />
    </ReactFlowProvider>
  );
}

function Picture({ label, nodes, edges, selected, lit, onSelect }: GraphProps) {
  const flow = useReactFlow();
  const places = useMemo(
    () =>
      layout(
        nodes.map(({ id }) => id),
        edges,
      ),
    [nodes, edges],
  );
  // A new set of boxes is a new picture; another selection is not.
  useEffect(() => {
    if (places.length > 0) void flow.fitView(FIRST_VIEW);
  }, [flow, places]);
  const boxes = useMemo(() => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    return places.flatMap(({ id, x, y }): Box[] => {
      const node = byId.get(id);
      if (!node) return [];
      return [
        {
          id,
          type: "box",
          position: { x, y },
          width: NODE.width,
          height: NODE.height,
          focusable: false,
          data: {
            title: node.title,
            sub: node.sub,
            isDim: lit !== null && !lit.has(id),
            isSelected: id === selected,
            onSelect: () => onSelect(id === selected ? null : id),
          },
        },
      ];
    });
  }, [nodes, places, lit, selected, onSelect]);
  const lines = useMemo(
    () =>
      edges.map(({ from, to, label, isDeclared }): FlowEdge => {
        const isLit = lit === null || (lit.has(from) && lit.has(to));
        return {
          id: `${from} ${to}`,
          source: from,
          target: to,
          ariaLabel: label,
          focusable: false,
          style: {
            stroke: isLit && lit !== null ? "var(--accent)" : "var(--line-strong)",
            strokeWidth: isLit && lit !== null ? 1.75 : 1.25,
            opacity: isLit ? 1 : 0.35,
            ...(isDeclared ? {} : { strokeDasharray: "4 3" }),
          },
          markerEnd: {
            type: MarkerType.ArrowClosed,
            width: 14,
            height: 14,
            color: isLit && lit !== null ? "var(--accent)" : "var(--line-strong)",
          },
        };
      }),
    [edges, lit],
  );
  return (
    <section aria-label={label} className="relative h-full min-h-80">
      <ReactFlow
        nodes={boxes}
        edges={lines}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        minZoom={ZOOM_MIN}
        maxZoom={1.5}
        fitView
        fitViewOptions={FIRST_VIEW}
        onPaneClick={() => onSelect(null)}
        proOptions={{ hideAttribution: false }}
      >
        <Background color="var(--line)" gap={20} size={1} />
      </ReactFlow>
      <div className="no-print absolute bottom-3 left-3 flex gap-1 rounded-md border border-line bg-raised p-1 shadow-sm">
        <IconButton size="icon-sm" label="Zoom in" onClick={() => void flow.zoomIn()}>
          <Plus aria-hidden="true" />
        </IconButton>
        <IconButton size="icon-sm" label="Zoom out" onClick={() => void flow.zoomOut()}>
          <Minus aria-hidden="true" />
        </IconButton>
        <IconButton size="icon-sm" label="Show all of it" onClick={() => void flow.fitView(WHOLE)}>
          <Maximize aria-hidden="true" />
        </IconButton>
      </div>
    </section>
  );
}

function BoxNode({ data: { title, sub, isDim, isSelected, onSelect } }: NodeProps<Box>) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="opacity-0" />
      <button
        type="button"
        aria-pressed={isSelected}
        onClick={onSelect}
        title={title}
        className={classNames(
          "nodrag grid h-full w-full content-center rounded-md border bg-surface px-3 text-left transition-opacity",
          isSelected ? "border-accent bg-accent-soft" : "border-line-strong hover:border-accent",
          isDim && "opacity-40",
        )}
      >
        <span className="block truncate text-sm font-medium">{title}</span>
        <span className="block truncate text-2xs text-fg-3">{sub}</span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className="opacity-0" />
    </>
  );
}
const NODE_TYPES = { box: BoxNode };
