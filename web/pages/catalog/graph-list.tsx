import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { EntityLink } from "./entity-link.tsx";
import { type GraphData, usesInWords } from "./graph-parts.ts";

type GraphListProps = {
  data: GraphData;
  lit: ReadonlySet<string> | null;
  selected: string | null;
  onSelect: (ref: string | null) => void;
};

/** The same graph in words: each thing with what it uses and what uses it. */
export function GraphList({ data: { nodes, edges }, lit, selected, onSelect }: GraphListProps) {
  const titles = new Map(nodes.map(({ ref, title }) => [ref, title]));
  const shown = lit ? nodes.filter(({ ref }) => lit.has(ref)) : nodes;
  return (
    <ScrollRegion label="Dependencies as a list" className="h-full">
      <table className="w-full text-sm">
        <thead className="sticky top-0 z-10 bg-sunken text-left text-xs text-fg-3">
          <tr className="[&>th]:h-9 [&>th]:px-4 [&>th]:font-medium">
            <th scope="col">Name</th>
            <th scope="col">Uses</th>
            <th scope="col">Used by</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ ref, title, kind, ownerTitle }) => {
            const uses = edges.filter(({ from }) => from === ref);
            const usedBy = edges.filter(({ to }) => to === ref);
            return (
              <tr
                key={ref}
                className={`border-t border-line align-top [&>*]:px-4 [&>*]:py-2 ${ref === selected ? "bg-accent-soft" : ""}`}
              >
                <th scope="row" className="text-left font-normal">
                  <button
                    type="button"
                    aria-pressed={ref === selected}
                    onClick={() => onSelect(ref === selected ? null : ref)}
                    className="min-h-6 font-medium hover:underline"
                  >
                    {title}
                  </button>
                  <span className="block text-xs text-fg-3">{[kind, ownerTitle].filter(Boolean).join(" · ")}</span>
                </th>
                <td>
                  <Others
                    rows={uses.map(({ to, kind: how }) => ({ ref: to, how: usesInWords(how) }))}
                    titles={titles}
                  />
                </td>
                <td>
                  <Others rows={usedBy.map(({ from }) => ({ ref: from, how: "" }))} titles={titles} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Others({
  rows,
  titles,
}: {
  rows: readonly { ref: string; how: string }[];
  titles: ReadonlyMap<string, string>;
}) {
  if (rows.length === 0) return <span className="text-fg-3">–</span>;
  return (
    <ul>
      {rows.map(({ ref, how }) => (
        <li key={ref} className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-1.5">
          {how && <span className="text-fg-3">{how}</span>}
          <EntityLink to={ref} title={titles.get(ref) ?? null} />
        </li>
      ))}
    </ul>
  );
}
