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

test("the rest are details", () => {
  expect(detailsOf({ before: {}, after: {}, added: 3 })).toEqual([["added", 3]]);
  expect([toText(null), toText("x"), toText(["a"])]).toEqual(["–", "x", '["a"]']);
});
