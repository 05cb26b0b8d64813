import { expect, test } from "bun:test";
import { changesOf, detailsOf, toText } from "./changes.ts";

test("shows what differs, and nothing that stayed", () => {
  expect(changesOf({ before: { role: "viewer", name: "Ada" }, after: { role: "owner", name: "Ada" } })).toEqual([
    { field: "role", before: "viewer", after: "owner" },
  ]);
});

test("what is new has no before, what is gone no after", () => {
  expect(changesOf({ after: { name: "CI" } })).toEqual([{ field: "name", before: undefined, after: "CI" }]);
  expect(changesOf({ before: { role: "viewer" }, after: null })).toEqual([
    { field: "role", before: "viewer", after: undefined },
  ]);
  expect(changesOf({ added: 3 })).toEqual([]);
});

test("a setting inside settings is told by its path", () => {
  expect(changesOf({ before: { settings: {} }, after: { settings: { cap: 4 } } })).toEqual([
    { field: "settings.cap", before: undefined, after: 4 },
  ]);
  expect(
    changesOf({ before: { settings: { cap: 10, tags: ["a"] } }, after: { settings: { cap: 4, tags: ["a"] } } }),
  ).toEqual([{ field: "settings.cap", before: 10, after: 4 }]);
});

test("the rest are details", () => {
  expect(detailsOf({ before: {}, after: {}, added: 3 })).toEqual([["added", 3]]);
  expect([toText(null), toText("x"), toText(["a"])]).toEqual(["–", "x", '["a"]']);
});
