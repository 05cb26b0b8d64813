import type { ReactNode } from "react";
import { ScrollRegion } from "../scroll-region.tsx";
import type { GraphEdge, GraphNode } from "./graph.tsx";

type GraphListProps = {
  label: string;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** Those that are shown; null = all of them. */
  lit: ReadonlySet<string> | null;
  selected: string | null;
  onSelect: (id: string | null) => void;
  /** A node's own page. */
  link: (id: string, title: string | null) => ReactNode;
};

/** The same graph in words: each thing with what it uses and what uses it. */
export function GraphList({ label, nodes, edges, lit, selected, onSelect, link }: GraphListProps) {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  const shown = lit ? nodes.filter(({ id }) => lit.has(id)) : nodes;
  const others = (rows: readonly { id: string; how: string }[]) =>
    rows.length === 0 ? (
      <span className="text-fg-3">–</span>
    ) : (
      <ul>
        {rows.map(({ id, how }) => (
          <li key={id} className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-1.5">
            {how && <span className="text-fg-3">{how}</span>}
            {link(id, titles.get(id) ?? null)}
          </li>
        ))}
      </ul>
    );
  return (
    <ScrollRegion label={label} className="h-full">
      <table className="w-full text-sm">
        <thead className="sticky top-0 z-10 bg-sunken text-left text-xs text-fg-3">
          <tr className="[&>th]:h-9 [&>th]:px-4 [&>th]:font-medium">
            <th scope="col">Name</th>
            <th scope="col">Uses</th>
            <th scope="col">Used by</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ id, title, sub }) => (
            <tr
              key={id}
              className={`border-t border-line align-top [&>*]:px-4 [&>*]:py-2 ${id === selected ? "bg-accent-soft" : ""}`}
            >
              <th scope="row" className="text-left font-normal">
                <button
                  type="button"
                  aria-pressed={id === selected}
                  onClick={() => onSelect(id === selected ? null : id)}
                  className="min-h-6 text-left font-medium [overflow-wrap:anywhere] hover:underline"
                >
                  {title}
                </button>
                <span className="block text-xs text-fg-3">{sub}</span>
              </th>
              <td>{others(edges.flatMap(({ from, to, label }) => (from === id ? [{ id: to, how: label }] : [])))}</td>
              <td>{others(edges.flatMap(({ from, to }) => (to === id ? [{ id: from, how: "" }] : [])))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
