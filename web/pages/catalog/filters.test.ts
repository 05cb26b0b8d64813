import { expect, test } from "bun:test";
import { isView, refParams, shortRef, VIEWS } from "./filters.ts";

test("a reference becomes an address and a short word", () => {
  expect(refParams("component:default/check:out")).toEqual({
    kind: "component",
    namespace: "default",
    name: "check:out",
  });
  expect(shortRef("group:default/shop")).toBe("shop");
  expect(shortRef("resource:aws/db")).toBe("aws/db");
});

test("a view is known by its filters, whatever their order, and absent ones do not count", () => {
  expect(VIEWS.filter(({ search }) => isView(search, { kind: ["API"], owner: undefined })).map((v) => v.label)).toEqual(
    ["APIs"],
  );
  expect(VIEWS.some(({ search }) => isView(search, { kind: ["API"], search: "x" }))).toBe(false);
});
