import { X } from "lucide-react";
import { Button, IconButton } from "../../ui/button.tsx";
import { plural } from "../../ui/format.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Badge } from "../../ui/status.tsx";
import { EntityLink } from "./entity-link.tsx";
import { type GraphData, type GraphNode, WAYS } from "./graph-parts.ts";

type Way = "both" | "up" | "down";
type InspectorProps = {
  node: GraphNode;
  data: GraphData;
  up: ReadonlyMap<string, number>;
  down: ReadonlyMap<string, number>;
  way: Way;
  isAround: boolean;
  onWay: (way: Way) => void;
  onAround: (ref: string | undefined) => void;
  onSelect: (ref: string | null) => void;
};

/** What was chosen in the picture, and how far its failure goes. */
export function GraphInspector({ node, data, up, down, way, isAround, onWay, onAround, onSelect }: InspectorProps) {
  const titles = new Map(data.nodes.map(({ ref, title }) => [ref, title]));
  return (
    <aside
      aria-label="What was chosen"
      className="max-h-[45%] shrink-0 border-t border-line bg-surface lg:max-h-none lg:w-80 lg:border-t-0 lg:border-l"
    >
      <ScrollRegion label={node.title} className="h-full max-h-[45dvh] p-4 lg:max-h-none">
        <div className="flex items-start justify-between gap-2">
          <div className="min-w-0">
            <h2 className="text-lg font-semibold break-words">{node.title}</h2>
            <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-fg-2">
              <Badge>{node.kind}</Badge>
              {node.type}
            </p>
          </div>
          <IconButton size="icon-sm" label="Close" onClick={() => onSelect(null)}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
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
        <div className="mt-4">
          <Segmented label="Blast radius" options={WAYS} value={way} onChange={onWay} />
        </div>
        {way !== "down" && <Reached heading="What breaks with it" none="Nothing needs it." rows={up} titles={titles} />}
        {way !== "up" && <Reached heading="What it needs" none="It needs nothing." rows={down} titles={titles} />}
      </ScrollRegion>
    </aside>
  );
}

type ReachedProps = {
  heading: string;
  none: string;
  rows: ReadonlyMap<string, number>;
  titles: ReadonlyMap<string, string>;
};

function Reached({ heading, none, rows, titles }: ReachedProps) {
  return (
    <section className="mt-4 text-sm">
      <h3 className="flex justify-between gap-2 font-medium">
        {heading} <span className="num text-fg-3">{rows.size}</span>
      </h3>
      {rows.size === 0 && <p className="text-fg-3">{none}</p>}
      <ul>
        {[...rows].map(([ref, depth]) => (
          <li key={ref} className="flex min-h-8 items-center justify-between gap-2 border-t border-line">
            <EntityLink to={ref} title={titles.get(ref) ?? null} />
            <span className="shrink-0 text-xs text-fg-3">{depth === 1 ? "directly" : plural(depth, "step")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
