import { expect, test } from "bun:test";
import { daysOf } from "./days.ts";
import { toReadDays } from "./read-days.ts";
import { unitDays } from "./unit-costs.ts";

const NOW = new Date("2026-11-21T06:00:00Z");
const synced = (coveredFrom: string | null, syncedAt = NOW) => [
  { connections: 1, coveredFrom, unread: coveredFrom === null ? 1 : 0, syncedAt },
];
const NO_SYNC = [{ connections: 0, coveredFrom: null, unread: 0, syncedAt: null }];
const told = (month: string, more: object = {}) => ({
  month,
  connected: 0,
  to: `${month.slice(0, 8)}20`,
  importedAt: NOW,
  ...more,
});
const NOBODY = [{ connected: 0 }];
type Case = [
  what: string,
  syncs: typeof NO_SYNC | ReturnType<typeof synced>,
  months: ReturnType<typeof told>[],
  accounts: { connected: number }[],
  read: string[],
  not: string[],
];

const CASES: Case[] = [
  ["nothing was read", NO_SYNC, [], NOBODY, [], ["2026-11-01", "2026-11-21"]],
  [
    "a connection since a day",
    synced("2026-10-05"),
    [],
    NOBODY,
    ["2026-10-05", "2026-11-21"],
    ["2026-10-04", "2026-11-22"],
  ],
  [
    "of two connections one has read nothing yet",
    [{ connections: 2, coveredFrom: "2026-10-05", unread: 1, syncedAt: NOW }],
    [],
    NOBODY,
    [],
    ["2026-11-01"],
  ],
  [
    "a month that was over is told whole",
    NO_SYNC,
    [told("2026-08-01")],
    NOBODY,
    ["2026-08-01", "2026-08-31"],
    ["2026-07-31", "2026-09-01"],
  ],
  [
    "the running month is told up to its last charge",
    NO_SYNC,
    [told("2026-11-01")],
    NOBODY,
    ["2026-11-20"],
    ["2026-11-21"],
  ],
  [
    "a hole between two months stays one",
    NO_SYNC,
    [told("2026-06-01"), told("2026-08-01")],
    NOBODY,
    ["2026-06-30", "2026-08-01"],
    ["2026-07-01", "2026-07-31"],
  ],
  [
    "a hole between an export and the connection stays one",
    synced("2026-10-01"),
    [told("2026-06-01", { connected: 1 })],
    [{ connected: 1 }],
    ["2026-06-15", "2026-10-01"],
    ["2026-07-01", "2026-09-30"],
  ],
  [
    "an export of one of two connected accounts tells too little",
    synced("2026-10-01"),
    [told("2026-06-01", { connected: 1 })],
    [{ connected: 2 }],
    ["2026-10-01"],
    ["2026-06-15"],
  ],
];
test.each(CASES)("%s", (_, syncs, months, accounts, read, not) => {
  const { isRead } = toReadDays(syncs, months, accounts, NOW);
  expect({ read: read.filter(isRead), not: not.filter(isRead) }).toEqual({ read, not: [] });
});

test("the last two days of a sync are read, and have not arrived; an old sync has read none of today", () => {
  const { isRead, hasArrived } = toReadDays(synced("2026-10-01", new Date("2026-11-20T23:00:00Z")), [], NOBODY, NOW);
  const days = daysOf({ from: "2026-11-17", until: "2026-11-22" });
  expect(days.filter(isRead)).toEqual(["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]);
  expect(days.filter(hasArrived)).toEqual(["2026-11-17", "2026-11-18"]);
});

test("a day with costs in two currencies has no unit cost, and a hole costs nothing only where it was read", () => {
  const window = { from: "2026-07-30", until: "2026-08-03" };
  const found = unitDays(window, {
    read: toReadDays(NO_SYNC, [told("2026-08-01")], NOBODY, NOW),
    costs: new Map([["2026-08-01", "3"]]),
    mixed: new Set(["2026-08-01"]),
    quantities: new Map(daysOf(window).map((day) => [day, "2"])),
    per: 1,
  });
  expect(found.map(({ day, cost, gap }) => ({ day, cost, gap }))).toEqual([
    { day: "2026-07-30", cost: null, gap: "cost-not-read" },
    { day: "2026-07-31", cost: null, gap: "cost-not-read" },
    { day: "2026-08-01", cost: null, gap: "two-currencies" },
    { day: "2026-08-02", cost: "0", gap: null },
  ]);
});
