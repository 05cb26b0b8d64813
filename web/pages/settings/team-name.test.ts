import { expect, test } from "bun:test";
import { nameFrom } from "./team-name.ts";

for (const [title, name] of [
  ["Payments", "payments"],
  ["Payments & Billing", "payments-billing"],
  ["  Café   Crème ", "cafe-creme"],
  ["A - B", "a-b"],
  ["日本", ""],
  [`${"x".repeat(62)} yz`, "x".repeat(62)],
] as const)
  test(`${title} is ${name || "nothing yet"}`, () => expect(nameFrom(title)).toBe(name));
