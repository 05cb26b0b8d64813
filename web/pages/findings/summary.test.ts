import { expect, test } from "bun:test";
import { countOpen } from "./summary.ts";

test("open ones are counted over all severities", () =>
  expect(countOpen({ openBySeverity: { critical: 1, high: 2, medium: 0, low: 4 } })).toBe(7));
