import { describe, expect, test } from "bun:test";
import { type Cell, changedDays, monthsThatDiffer, reflagged, stretchesOf, windowsOf, withLines } from "./changes.ts";
import type { DayTotal, Group } from "./cost-explorer.ts";
import type { DayLine } from "./lines.ts";
import { NOTHING_KNOWN } from "./read-changes.ts";

const WINDOW = { from: "2026-10-30", until: "2026-11-03" };
const amounts = (amount: string) => ({
  unblended: amount,
  amortized: amount,
  netUnblended: amount,
  netAmortized: amount,
});
const line = (day: string, subAccountId: string, service: string, amount: string): DayLine => ({
  ...amounts(amount),
  ...{ day, subAccountId, service, chargeCategory: "Usage", currency: "USD", isEstimated: false },
});
const LINES = [
  line("2026-10-30", "1", "S3", "1"),
  line("2026-10-31", "1", "S3", "2"),
  line("2026-10-31", "2", "EC2", "3"),
  line("2026-11-01", "2", "EC2", "4.0000000001"),
];
const known = withLines(NOTHING_KNOWN, [], LINES);
const said = (totals: Record<string, string>) =>
  new Map(
    Object.entries(totals).map(([day, amount]): [string, DayTotal] => [
      day,
      { ...amounts(amount), isEstimated: false },
    ]),
  );

describe("changed days", () => {
  const same = { "2026-10-30": "1", "2026-10-31": "5", "2026-11-01": "4", "2026-11-02": "0" };
  const cases: [name: string, totals: Record<string, string>, days: string[]][] = [
    ["none, but for AWS's rounding of each line", same, []],
    ["one that is dearer", { ...same, "2026-10-31": "5.01" }, ["2026-10-31"]],
    ["one that had nothing", { ...same, "2026-11-02": "-0.5" }, ["2026-11-02"]],
    ["one that has nothing any more", { ...same, "2026-10-30": "0" }, ["2026-10-30"]],
    ["one of which AWS does not speak", { "2026-10-31": "5", "2026-11-01": "4" }, ["2026-10-30"]],
  ];
  for (const [name, totals, days] of cases)
    test(name, () => expect(changedDays(WINDOW, said(totals), known)).toEqual(days));

  test("one cost of four is enough", () => {
    const totals = said(same);
    totals.set("2026-10-31", { ...amounts("5"), netAmortized: "4.9", isEstimated: false });
    expect(changedDays(WINDOW, totals, known)).toEqual(["2026-10-31"]);
  });
});

test("a day that became final is flagged, without being read again; a day without costs is not", () => {
  const estimated = { ...known, estimated: new Set(["2026-10-30"]) };
  expect([...reflagged(said({ "2026-10-30": "1", "2026-10-31": "5", "2026-11-02": "0" }), estimated)]).toEqual([
    ["2026-10-30", false],
  ]);
});

describe("months that differ though their days' totals do not", () => {
  const group = (day: string, keys: [string, string], amount: string): Group => ({
    ...amounts(amount),
    ...{ day, keys, currency: "USD", isEstimated: false },
  });
  const accounts = [
    group("2026-10-01", ["1", "Usage"], "3"),
    group("2026-10-01", ["2", "Usage"], "3"),
    group("2026-11-01", ["2", "Usage"], "4"),
  ];
  const services = [
    group("2026-10-01", ["S3", "Usage"], "3"),
    group("2026-10-01", ["EC2", "Usage"], "3"),
    group("2026-11-01", ["EC2", "Usage"], "4"),
  ];
  test("none", () => expect([...monthsThatDiffer({ accounts, services }, known)]).toEqual([]));
  test("a cost that went to another account", () => {
    const moved = accounts
      .with(0, group("2026-10-01", ["1", "Usage"], "2"))
      .with(1, group("2026-10-01", ["2", "Usage"], "4"));
    expect([...monthsThatDiffer({ accounts: moved, services }, known)]).toEqual(["2026-10-01"]);
  });
  test("a cost that went to another service", () => {
    const moved = services.with(2, group("2026-11-01", ["S3", "Usage"], "4"));
    expect([...monthsThatDiffer({ accounts, services: moved }, known)]).toEqual(["2026-11-01"]);
  });
  test("usage that became a credit", () => {
    const moved = services.with(2, group("2026-11-01", ["EC2", "Credit"], "4"));
    expect([...monthsThatDiffer({ accounts, services: moved }, known)]).toEqual(["2026-11-01"]);
  });
  test("lines that were just read take the place of those days' cells", () => {
    const cells: Cell[] = [...withLines(known, ["2026-10-31"], [line("2026-10-31", "1", "S3", "5")]).accounts];
    expect(cells.map(({ day, key, units }) => [day, key, units[0]])).toEqual([
      ["2026-10-30", "1", 10_000_000_000n],
      ["2026-11-01", "2", 40_000_000_001n],
      ["2026-10-31", "1", 50_000_000_000n],
    ]);
  });
});

test("days are asked in as few questions as are cheap, and stored in stretches of a month", () => {
  const days = ["2026-11-02", "2026-10-20", "2026-10-31", "2026-11-01", "2026-10-22"];
  const rows = (day: string) => (day === "2026-10-21" ? 500 : 70);
  expect(windowsOf(days, rows)).toEqual([
    { from: "2026-10-20", until: "2026-10-23" },
    { from: "2026-10-31", until: "2026-11-03" },
  ]);
  expect(windowsOf(days, () => 1)).toEqual([{ from: "2026-10-20", until: "2026-11-03" }]);
  expect(windowsOf(days, () => 501).map(({ from }) => from)).toEqual(["2026-10-20", "2026-10-22", "2026-10-31"]);
  expect(stretchesOf(days)).toEqual([
    { from: "2026-10-20", until: "2026-10-21" },
    { from: "2026-10-22", until: "2026-10-23" },
    { from: "2026-10-31", until: "2026-11-01" },
    { from: "2026-11-01", until: "2026-11-03" },
  ]);
});
