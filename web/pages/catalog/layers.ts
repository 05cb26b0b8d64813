/** By the number of steps, nearest first; the server has ordered them. */
export const layersOf = <Item extends { depth: number }>(items: readonly Item[]): [depth: number, Item[]][] =>
  [...Map.groupBy(items, ({ depth }) => depth)].sort(([a], [b]) => a - b);
