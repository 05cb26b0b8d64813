import { expect, test } from "bun:test";
import { CostsSearch, ResourcesSearch, validate } from "./search.ts";

test("a shared address keeps its filters", () => {
  const search = { type: ["AWS::S3::Bucket"], public: "yes", sort: "-cost", search: "acme" } as const;
  expect(JSON.stringify(validate(ResourcesSearch)(search))).toBe(
    JSON.stringify({ search: "acme", type: ["AWS::S3::Bucket"], public: "yes", sort: "-cost" }),
  );
});

test.each([
  [{ public: "maybe", sort: 5, type: "not a list", vanished: "x" }],
  [{ search: "x".repeat(500), columns: 7 }],
  [{ unheardOf: { deep: [1] } }],
])("an address that means nothing shows everything: %j", (search) => {
  const kept = validate(ResourcesSearch)(search);
  expect(Object.values(kept).every((value) => value === undefined)).toBe(true);
});

test("a number typed as a search is a text", () => {
  expect(validate(ResourcesSearch)({ search: 42 }).search).toBe("42");
  expect(validate(CostsSearch)({ metric: "amortized", range: "1y" })).toEqual({
    metric: "amortized",
    range: undefined,
  });
});
