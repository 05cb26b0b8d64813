import { expect, test } from "bun:test";
import { isFiltered, toFacets, toInput } from "./filters.ts";

test("mended ones are a state, not a verdict", () => {
  expect(toInput("savings", { resolved: true, id: "x" })).toEqual({ pack: "savings", state: ["resolved"] });
  expect(toInput("compliance", { status: ["UNKNOWN"] })).toEqual({ pack: "compliance", status: ["UNKNOWN"] });
});

test("an open panel is no filter", () => {
  expect(isFiltered({ id: "x" })).toBe(false);
  expect(isFiltered({ severity: ["high"] })).toBe(true);
});

test("a severity that does not exist is not put into the address", () => {
  const changes: unknown[] = [];
  const [severity] = toFacets({}, "compliance", [], undefined, (change) => changes.push(change));
  severity?.onChange(["low", "made up"]);
  severity?.onChange(["made up"]);
  expect(changes).toEqual([{ severity: ["low"] }, { severity: undefined }]);
});
