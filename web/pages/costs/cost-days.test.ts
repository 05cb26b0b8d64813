import { expect, test } from "bun:test";
import { rangeDays } from "./cost-days.ts";

test.each([
  ["month", "2026-11-21", "2026-11-01"],
  ["month", "2026-11-01", "2026-11-01"],
  ["30d", "2026-11-21", "2026-10-23"],
  ["90d", "2026-03-01", "2025-12-02"],
] as const)("%s until %s starts on %s", (range, today, from) => {
  expect(rangeDays(range, today)).toEqual({ from, to: today });
});
