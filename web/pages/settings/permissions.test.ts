import { expect, test } from "bun:test";
import { capabilityLabel, groupPermissions, isAllowed } from "./permissions.ts";

const row = (path: string, title: string, isChange: boolean, needs: "viewer" | "owner" | "anyone" = "viewer") => ({
  path,
  capability: path.split(".")[0] ?? "",
  title,
  isChange,
  needs,
  scope: null,
});
const ROWS = [
  row("costs.budgets.create", "Create a cost budget", true, "owner"),
  row("costs.summary", "Show the month's costs", false),
  row("identity.signIn", "Sign in", true, "anyone"),
];

test("a role holds the ones below it", () => {
  expect(isAllowed("owner", { needs: "viewer" })).toBe(true);
  expect(isAllowed("viewer", { needs: "owner" })).toBe(false);
  expect(isAllowed("viewer", { needs: "anyone" })).toBe(true);
});

test("reading stands before changing, in groups people know by name", () => {
  expect(groupPermissions(ROWS, "").map(({ capability, rows }) => [capability, rows.map(({ path }) => path)])).toEqual([
    ["costs", ["costs.summary", "costs.budgets.create"]],
    ["identity", ["identity.signIn"]],
  ]);
  expect(capabilityLabel("identity")).toBe("Your account");
  expect(capabilityLabel("previews")).toBe("Previews");
});

test("a search needs every word", () => {
  expect(groupPermissions(ROWS, "budget create").flatMap(({ rows }) => rows).length).toBe(1);
  expect(groupPermissions(ROWS, "budget sign")).toEqual([]);
});
