import { expect, test } from "bun:test";
import { placeOf } from "./nav.ts";

test("every address belongs to an item of the navigation, and a section's pages have names", () => {
  const places = ["costs", "costs/explorer", "rules", "exceptions", "settings/data", "findings/42", "catalog/graph"];
  expect(
    places.map((path) => {
      const { page, part } = placeOf(`/acme/${path}`, "acme");
      return [path, page?.label ?? null, part];
    }),
  ).toEqual([
    ["costs", "Costs", null],
    ["costs/explorer", "Costs", "Explorer"],
    ["rules", "Compliance", "Rules"],
    ["exceptions", "Compliance", "Exceptions"],
    ["settings/data", "Settings", "Data"],
    ["findings/42", "Findings", null],
    ["catalog/graph", "Catalog", null],
  ]);
  expect(placeOf("/acme/costs-of-nothing", "acme").page).toBeUndefined();
});
