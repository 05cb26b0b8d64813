import { expect, test } from "bun:test";
import { isFiltered, tagInWords, toFacets, toInput } from "./filters.ts";

test("the server is not asked for what only the screen needs", () => {
  const input = toInput({ id: "x", columns: ["name"], type: ["AWS::S3::Bucket"] });
  expect(input).toEqual({ type: ["AWS::S3::Bucket"], sort: "-cost" });
});

test("an open panel is no filter", () => {
  expect(isFiltered({ id: "x", sort: "name", columns: ["name"] })).toBe(false);
  expect(isFiltered({ encrypted: "no" })).toBe(true);
});

test("removing the last value of a filter takes it out of the address", () => {
  const changes: unknown[] = [];
  const facets = toFacets({ type: ["a"], encrypted: "no" }, undefined, (change) => changes.push(change));
  const change = (key: string, values: string[]) => facets.find((facet) => facet.key === key)?.onChange(values);
  change("type", []);
  change("encrypted", ["made up"]);
  expect(changes).toEqual([{ type: undefined }, { encrypted: undefined }]);
});

test.each([
  ["Owner", "with Owner"],
  ["!Owner", "without Owner"],
  ["Owner=web", "Owner = web"],
])("the tag filter %s reads %s", (tag, words) => expect(tagInWords(tag)).toBe(words));
