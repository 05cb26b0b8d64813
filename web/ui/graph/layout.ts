export type Place = { id: string; x: number; y: number; layer: number };
type Edge = { from: string; to: string };

export const NODE = { width: 184, height: 48 };
const GAP = { layer: 64, node: 18 };
const SWEEPS = 6;

/**
 * Layers from left to right: whoever uses stands before what it uses. Longest paths give the layers (an edge that closes
 * a circle does not count), sweeps by the middle of the neighbours take crossings away (Sugiyama's method, small).
 * Pure: the same graph, the same picture. Things without edges stand in a block below.
 */
export function layout(ids: readonly string[], edges: readonly Edge[]): Place[] {
  const known = new Set(ids);
  const real = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const joined = new Set(real.flatMap(({ from, to }) => [from, to]));
  const forward = withoutCircles(ids, real);
  const layerOf = longestPaths(ids, forward);
  const layers: string[][] = [];
  for (const id of ids) {
    if (!joined.has(id)) continue;
    const layer = layerOf.get(id) ?? 0;
    const list = layers[layer] ?? [];
    list.push(id);
    layers[layer] = list;
  }
  const ordered = untangle(layers, real);
  const tallest = Math.max(0, ...ordered.map((layer) => layer.length));
  const step = NODE.height + GAP.node;
  const places = ordered.flatMap((layer, index) =>
    layer.map((id, at) => ({
      id,
      layer: index,
      x: index * (NODE.width + GAP.layer),
      y: (at + (tallest - layer.length) / 2) * step,
    })),
  );
  const lonely = ids.filter((id) => !joined.has(id));
  const perRow = Math.max(4, ordered.length);
  const below = tallest > 0 ? tallest * step + 40 : 0;
  return [
    ...places,
    ...lonely.map((id, at) => ({
      id,
      layer: at % perRow,
      x: (at % perRow) * (NODE.width + GAP.node),
      y: below + Math.floor(at / perRow) * step,
    })),
  ];
}

/** Everything that can be reached over the edges; nearest first, with how many steps lie between. */
export function reach(id: string, edges: readonly Edge[], way: "up" | "down"): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [here, there] = way === "down" ? [from, to] : [to, from];
    next.set(here, [...(next.get(here) ?? []), there]);
  }
  const found = new Map<string, number>();
  let front = [id];
  for (let depth = 1; front.length > 0; depth++) {
    const fresh = front.flatMap((each) => next.get(each) ?? []).filter((each) => each !== id && !found.has(each));
    for (const each of fresh) found.set(each, depth);
    front = [...new Set(fresh)];
  }
  return found;
}

/** Depth first, without recursion; an edge back into the way that led here is left out. */
function withoutCircles(ids: readonly string[], edges: readonly Edge[]): Edge[] {
  const out = outOf(edges);
  const state = new Map<string, "open" | "done">();
  const kept: Edge[] = [];
  for (const root of ids) {
    if (state.has(root)) continue;
    const way: { id: string; at: number }[] = [{ id: root, at: 0 }];
    state.set(root, "open");
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const to = (out.get(top.id) ?? [])[top.at++];
      if (to === undefined) {
        state.set(top.id, "done");
        way.pop();
      } else if (state.get(to) !== "open") {
        kept.push({ from: top.id, to });
        if (!state.has(to)) {
          state.set(to, "open");
          way.push({ id: to, at: 0 });
        }
      }
    }
  }
  return kept;
}

function longestPaths(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const into = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const { to } of edges) into.set(to, (into.get(to) ?? 0) + 1);
  const out = outOf(edges);
  const layer = new Map<string, number>(ids.map((id) => [id, 0]));
  const ready = ids.filter((id) => into.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop())
    for (const to of out.get(id) ?? []) {
      layer.set(to, Math.max(layer.get(to) ?? 0, (layer.get(id) ?? 0) + 1));
      into.set(to, (into.get(to) ?? 0) - 1);
      if (into.get(to) === 0) ready.push(to);
    }
  return layer;
}

function untangle(layers: readonly string[][], edges: readonly Edge[]): string[][] {
  let ordered = layers.map((layer) => [...(layer ?? [])]);
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const at = new Map<string, number>();
    for (const layer of ordered)
      for (const [index, id] of layer.entries()) at.set(id, index / Math.max(1, layer.length - 1));
    ordered = ordered.map((layer) =>
      layer
        .map((id, index) => {
          const around = (neighbours.get(id) ?? []).map((each) => at.get(each) ?? 0);
          const middle = around.length
            ? around.reduce((sum, each) => sum + each, 0) / around.length
            : (at.get(id) ?? 0);
          return { id, index, middle };
        })
        .sort((a, b) => a.middle - b.middle || a.index - b.index)
        .map(({ id }) => id),
    );
  }
  return ordered;
}

function outOf(edges: readonly Edge[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = out.get(from) ?? [];
    list.push(to);
    out.set(from, list);
  }
  return out;
}
