import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../button.tsx";
import { plural } from "../format.ts";
import { ScrollRegion } from "../scroll-region.tsx";
import { Segmented } from "../segmented.tsx";

export const WAYS = [
  { value: "both", label: "Both" },
  { value: "up", label: "Breaks with it" },
  { value: "down", label: "Needs" },
] as const;
export type Way = (typeof WAYS)[number]["value"];

type InspectorProps = {
  title: string;
  /** What it is, and what can be done with it. */
  children: ReactNode;
  /** How many steps away each thing is. */
  up: ReadonlyMap<string, number>;
  down: ReadonlyMap<string, number>;
  way: Way;
  onWay: (way: Way) => void;
  onClose: () => void;
  link: (id: string) => ReactNode;
};

/** What was chosen in the picture, and how far its failure goes. */
export function GraphInspector({ title, children, up, down, way, onWay, onClose, link }: InspectorProps) {
  return (
    <aside
      aria-label="What was chosen"
      className="max-h-[45%] shrink-0 border-t border-line bg-surface lg:max-h-none lg:w-80 lg:border-t-0 lg:border-l"
    >
      <ScrollRegion label={title} className="h-full max-h-[45dvh] p-4 lg:max-h-none">
        <div className="flex items-start justify-between gap-2">
          <h2 className="min-w-0 text-lg font-semibold break-words">{title}</h2>
          <IconButton size="icon-sm" label="Close" onClick={onClose}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
        {children}
        <div className="mt-4">
          <Segmented label="Blast radius" options={WAYS} value={way} onChange={onWay} />
        </div>
        {way !== "down" && <Reached heading="What breaks with it" none="Nothing needs it." rows={up} link={link} />}
        {way !== "up" && <Reached heading="What it needs" none="It needs nothing." rows={down} link={link} />}
      </ScrollRegion>
    </aside>
  );
}

type ReachedProps = {
  heading: string;
  none: string;
  rows: ReadonlyMap<string, number>;
  link: (id: string) => ReactNode;
};

function Reached({ heading, none, rows, link }: ReachedProps) {
  return (
    <section className="mt-4 text-sm">
      <h3 className="flex justify-between gap-2 font-medium">
        {heading} <span className="num text-fg-3">{rows.size}</span>
      </h3>
      {rows.size === 0 && <p className="text-fg-3">{none}</p>}
      <ul>
        {[...rows].map(([id, depth]) => (
          <li key={id} className="flex min-h-8 items-center justify-between gap-2 border-t border-line">
            <span className="min-w-0 break-words">{link(id)}</span>
            <span className="shrink-0 text-xs text-fg-3">{depth === 1 ? "directly" : plural(depth, "step")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
