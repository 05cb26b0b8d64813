import { expect, test } from "bun:test";
import fc from "fast-check";
import { layout, NODE, reach } from "./layout.ts";

const edge = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};
const layers = (ids: string, ...edges: string[]) =>
  Object.fromEntries(layout([...ids], edges.map(edge)).map(({ id, layer }) => [id, layer]));

test("whoever uses stands before what it uses", () => {
  expect(layers("abcd", "a>b", "b>c", "a>c", "c>d")).toEqual({ a: 0, b: 1, c: 2, d: 3 });
});

test("a circle is drawn, and so is what uses itself", () => {
  expect(Object.keys(layers("abc", "a>b", "b>c", "c>a", "a>a")).sort()).toEqual(["a", "b", "c"]);
});

test("the radius goes one way, by steps, and a circle ends where it began", () => {
  const edges = ["web>shop", "shop>db", "job>db", "db>web"].map(edge);
  expect([...reach("shop", edges, "down")]).toEqual([
    ["db", 1],
    ["web", 2],
  ]);
  expect([...reach("db", ["web>shop", "shop>db", "job>db"].map(edge), "up")]).toEqual([
    ["shop", 1],
    ["job", 1],
    ["web", 2],
  ]);
});

test("any graph: each thing has one place, no two the same, and edges point to the right unless in a circle", () => {
  const id = fc.constantFrom(..."abcdefghij");
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(fc.record({ from: id, to: id }), { maxLength: 30 }), (ids, edges) => {
      const places = layout(ids, edges);
      expect(places.map((place) => place.id).sort()).toEqual([...ids].sort());
      for (const a of places)
        for (const b of places)
          if (a !== b) expect(Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height).toBe(true);
      const at = new Map(places.map((place) => [place.id, place]));
      const known = edges.filter(({ from, to }) => at.has(from) && at.has(to));
      for (const { from, to } of known)
        if (from !== to && !reach(to, known, "down").has(from))
          expect(at.get(from)?.layer).toBeLessThan(at.get(to)?.layer ?? -1);
    }),
  );
});
