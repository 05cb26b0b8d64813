import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { relationInWords } from "./relations.ts";

type Graph = Outputs["inventory"]["resources"]["graph"];

/** Boxes and lines of these types alone, and of the resource that everything stands around. */
export function toGraph({ nodes, edges }: Graph, { around, types }: { around: string; types?: readonly string[] }) {
  const shown = nodes.filter(({ id, type }) => id === around || !types?.length || types.includes(type));
  const ids = new Set(shown.map(({ id }) => id));
  return {
    nodes: shown.map(({ id, name, type, region }) => ({
      id,
      title: name,
      sub: [typeLabel(type), region].filter(Boolean).join(" · "),
    })),
    edges: edges.flatMap(({ from, to, kind }) =>
      ids.has(from) && ids.has(to) ? [{ from, to, label: relationInWords(kind).toLowerCase(), isDeclared: true }] : [],
    ),
  };
}
