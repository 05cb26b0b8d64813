import { expect, test } from "bun:test";
import { instantsOf, type Period } from "./audit-period.ts";

const NOW = new Date(2026, 10, 21, 15, 42, 7);
const at = (...parts: [number, number, number, number?]) => new Date(...parts).toISOString();

test.each<[Period, { from?: string; before?: string }]>([
  [{}, {}],
  [{ since: "1d" }, { from: at(2026, 10, 20, 15) }],
  [{ since: "a year" }, {}],
  [{ from: "2026-11-01" }, { from: at(2026, 10, 1) }],
  [{ to: "2026-11-01" }, { before: at(2026, 10, 2) }],
  // The day on which the clocks change is one day too.
  [
    { from: "2026-03-29", to: "2026-03-29" },
    { from: at(2026, 2, 29), before: at(2026, 2, 30) },
  ],
  [
    { from: "2026-12-31", to: "2026-12-31", since: "7d" },
    { from: at(2026, 11, 31), before: at(2027, 0, 1) },
  ],
  [{ from: "2026-02-30" }, {}],
  [{ from: "2026-02-30", since: "1d" }, { from: at(2026, 10, 20, 15) }],
  [{ from: "yesterday", to: "0001-01-01" }, {}],
])("%j is %j", (period, instants) => expect(instantsOf(period, NOW)).toEqual(instants));
