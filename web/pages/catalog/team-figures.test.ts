import { expect, test } from "bun:test";
import { figuresOf } from "./team-figures.ts";

test("a team's figures are found by its reference; what nobody knows is absent, not 0", () => {
  const findings = [{ key: "group:default/checkout", count: 5, critical: 1, high: 2 }];
  const costs = [
    { team: "checkout", amount: "12.5" },
    { team: "eu/stock", amount: "3" },
    { team: "", amount: "99" },
  ];
  const known = figuresOf(findings, costs);
  expect(known("group:default/checkout")).toEqual({ open: 5, urgent: 3, cost: "12.5", costKey: "checkout" });
  expect(known("group:eu/stock")).toEqual({ open: 0, urgent: 0, cost: "3", costKey: "eu/stock" });
  expect(known("group:default/new")).toEqual({ open: 0, urgent: 0 });
  expect(figuresOf()("group:default/checkout")).toEqual({});
});
