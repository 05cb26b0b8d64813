import type { ChargeCategory } from "../../db/schema/costs.ts";
import type { DayTotal, Group } from "./cost-explorer.ts";
import { addDays, type Day, daysOf, firstOfMonth, type Window } from "./days.ts";
import { laneOf } from "./lanes.ts";
import { addUnits, type DayLine, NO_UNITS, type Units, unitsOf } from "./lines.ts";

/** What the ledger has of one day, lane and account (or service). */
export type Cell = { day: Day; chargeCategory: ChargeCategory; key: string; lines: number; units: Units };
/** The ledger of a window as far as a sync compares it; every line is in one cell of each list. */
export type Known = {
  accounts: readonly Cell[];
  services: readonly Cell[];
  estimated: ReadonlySet<Day>;
  /** Rows of the largest breakdown, by day. */
  breakdowns: ReadonlyMap<Day, number>;
};

/** AWS rounds each group to ten digits and a total once: that many groups may differ by half of the last one each. */
const isSame = (a: Units, b: Units, groups: number) =>
  a.every((units, at) => {
    const difference = units - (b[at] ?? 0n);
    return (difference < 0n ? -difference : difference) <= BigInt(groups);
  });

/** Days whose total is not the ledger's: only they need to be read in detail. */
export function changedDays(window: Window, said: ReadonlyMap<Day, DayTotal>, known: Known): Day[] {
  const stored = sumBy(known.accounts, ({ day }) => day);
  return daysOf(window).filter((day) => {
    const total = said.get(day);
    const has = stored.get(day);
    return !isSame(total ? unitsOf(total) : NO_UNITS, has?.units ?? NO_UNITS, has?.lines ?? 0);
  });
}

/** Days of which AWS says now that they are final, or that they are not, and the ledger the opposite. */
export const reflagged = (said: ReadonlyMap<Day, DayTotal>, known: Known): Map<Day, boolean> => {
  const stored = new Set(known.accounts.map(({ day }) => day));
  return new Map(
    [...said].flatMap(([day, { isEstimated }]): [Day, boolean][] =>
      stored.has(day) && known.estimated.has(day) !== isEstimated ? [[day, isEstimated]] : [],
    ),
  );
};

/**
 * Months in which an account or a service does not have what AWS says, once the changed days are as AWS says them: a cost
 * that went from one to another leaves the days' totals as they were.
 */
export function monthsThatDiffer(
  said: { accounts: readonly Group[] | null; services: readonly Group[] },
  { accounts, services }: Pick<Known, "accounts" | "services">,
): Set<Day> {
  const months = new Set<Day>();
  for (const [groups, cells] of [
    [said.accounts, accounts],
    [said.services, services],
  ] as const) {
    if (!groups) continue;
    const aws = sumBy(
      groups.map((group) => ({
        day: group.day,
        key: group.keys[0],
        chargeCategory: laneOf(group.keys[1]),
        lines: 1,
        units: unitsOf(group),
      })),
      monthKey,
    );
    const ours = sumBy(cells, monthKey);
    for (const key of new Set([...aws.keys(), ...ours.keys()])) {
      const [a, b] = [aws.get(key), ours.get(key)];
      if (!isSame(a?.units ?? NO_UNITS, b?.units ?? NO_UNITS, (a?.lines ?? 0) + (b?.lines ?? 0)))
        months.add(key.slice(0, "2026-11-01".length));
    }
  }
  return months;
}
const monthKey = ({ day, key, chargeCategory }: Cell) => `${firstOfMonth(day)} ${chargeCategory} ${key}`;

function sumBy(cells: readonly Cell[], keyOf: (cell: Cell) => string) {
  const sums = new Map<string, { lines: number; units: Units }>();
  for (const cell of cells) {
    const sum = sums.get(keyOf(cell)) ?? { lines: 0, units: NO_UNITS };
    sums.set(keyOf(cell), { lines: sum.lines + cell.lines, units: addUnits(sum.units, cell.units) });
  }
  return sums;
}

/** The ledger as it will be when those days have these lines. */
export function withLines(known: Known, days: readonly Day[], lines: readonly DayLine[]): Known {
  const read = new Set(days);
  const kept = (cells: readonly Cell[]) => cells.filter(({ day }) => !read.has(day));
  const cellsOf = (keyOf: (line: DayLine) => string) =>
    lines.map(
      (line): Cell => ({
        day: line.day,
        chargeCategory: line.chargeCategory,
        key: keyOf(line),
        lines: 1,
        units: unitsOf(line),
      }),
    );
  return {
    ...known,
    accounts: [...kept(known.accounts), ...cellsOf(({ subAccountId }) => subAccountId)],
    services: [...kept(known.services), ...cellsOf(({ service }) => service)],
  };
}

/** A question more costs a page more, and AWS does not say how many rows a page has. */
const BRIDGED_ROWS_MAX = 500;

/**
 * Those days in as few questions as are cheap: days between two of them are asked too when they have fewer rows than
 * another question would cost.
 */
export function windowsOf(days: readonly Day[], rowsOn: (day: Day) => number): Window[] {
  const windows: Window[] = [];
  for (const day of [...days].sort()) {
    const last = windows.at(-1);
    const between = last ? daysOf({ from: last.until, until: day }) : [];
    if (last && between.reduce((rows, each) => rows + rowsOn(each), 0) <= BRIDGED_ROWS_MAX)
      last.until = addDays(day, 1);
    else windows.push({ from: day, until: addDays(day, 1) });
  }
  return windows;
}

/** Runs of neighbouring days within one month each: what one transaction stores. */
export function stretchesOf(days: readonly Day[]): Window[] {
  const windows: Window[] = [];
  for (const day of [...days].sort()) {
    const last = windows.at(-1);
    if (last?.until === day && firstOfMonth(last.from) === firstOfMonth(day)) last.until = addDays(day, 1);
    else windows.push({ from: day, until: addDays(day, 1) });
  }
  return windows;
}
