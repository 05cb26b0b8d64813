import type { Cell, Known } from "../src/costs/changes.ts";
import { type Asking, backfillWindow, historyFrom, syncWindow } from "../src/costs/cost-explorer.ts";
import { addDays, type Window } from "../src/costs/days.ts";
import { type Breakdown, type DayLine, unitsOf } from "../src/costs/lines.ts";
import { monthsChanged, NOTHING_KNOWN, readChanges, readWindow } from "../src/costs/read-changes.ts";
import { booksOf, type Charge } from "../tests/fakes/cost-books.ts";
import { costSimulator } from "../tests/fakes/cost-simulator.ts";

const ACCOUNTS = [1, 10, 50];
/** AWS does not publish how many groups a page holds. */
const PAGE_SIZES = [500, 1000, 5000];
const ASKS = { tagKeys: ["team"], notOf: [] };
const PRICE = 0.01;
/** A whole month, day by day: its first days, on which the month before becomes final, and its last ones. */
const MONTH = { from: "2026-11-01", until: "2026-12-01" };
/** Weekly: a Savings Plans' and a reservations' utilisation, coverage and list, and what to buy. */
const COMMITMENT_REQUESTS = 15;

/**
 * What a month of daily syncs asks Cost Explorer for, and what that costs, by linked accounts and by groups of a page.
 * Each day is read while it is still arriving (60 %, then 95 %, then whole), and some change eleven days later.
 */
export async function costSync() {
  const days = Array.from({ length: 30 }, (_, at) => addDays(MONTH.from, at));
  console.log(
    "A sync each day of November: each day's total and each service's month, then the days that changed, line by line.",
  );
  console.log(
    "Each week: accounts' months, older months by two questions, Savings Plans and reservations by about fifteen.",
  );
  console.log("Twelve services and two regions in each account, one tag. $0.01 a request; goal below $5 a month.\n");
  console.log(
    "linked accounts   groups a page   first sync   requests a day (most)   $ a month   beside 5 queries every 15 minutes   ties out",
  );
  for (const accounts of ACCOUNTS) {
    const charges = arriving(booksOf({ from: "2025-09-01", until: MONTH.until, accounts, services: 12 }));
    for (const pageSize of PAGE_SIZES) {
      let now = new Date("2026-10-31T06:00:00Z");
      const { aws, seen } = costSimulator({ charges, now: () => now, pageSize });
      const asking: Asking = { aws, region: "us-east-1", meter: async () => {} };
      const ledger = openLedger();
      for (let window: Window | null = syncWindow(now); window; window = backfillWindow(now, window.from))
        ledger.store(await readWindow(asking, window, ASKS));
      const first = seen.requests;
      let most = 0;
      let isTying = true;
      for (const day of days) {
        now = new Date(`${day}T06:00:00Z`);
        const before = seen.requests;
        const window = syncWindow(now);
        const changes = await readChanges(asking, { window, known: ledger.known(window), now, ...ASKS });
        ledger.store(changes);
        isTying &&= Object.values(changes.difference).every((difference) => difference === "0");
        if (now.getUTCDay() === 1) {
          const older = { from: historyFrom(now), until: window.from };
          await monthsChanged(asking, older, ledger.known(older), ASKS);
          seen.requests += COMMITMENT_REQUESTS;
        }
        most = Math.max(most, seen.requests - before);
      }
      const requests = seen.requests - first;
      console.log(
        [
          String(accounts).padStart(15),
          String(pageSize).padStart(16),
          String(first).padStart(13),
          `${(requests / days.length).toFixed(1)} (${most})`.padStart(24),
          (requests * PRICE).toFixed(2).padStart(12),
          `${((100 * requests) / (5 * 96 * days.length)).toFixed(1)} %`.padStart(30),
          (isTying ? "each day" : "NO").padStart(18),
        ].join(""),
      );
    }
  }
}

const part = (charge: Charge, hundredths: bigint): Charge => ({
  ...charge,
  unblended: (charge.unblended * hundredths) / 100n,
  amortized: (charge.amortized * hundredths) / 100n,
  netUnblended: (charge.netUnblended * hundredths) / 100n,
  netAmortized: (charge.netAmortized * hundredths) / 100n,
});

/** Usage arrives for two days after it happened. */
function arriving(charges: readonly Charge[]): Charge[] {
  return charges.flatMap((charge) => {
    if (charge.record !== "Usage" || charge.seenFrom !== charge.day) return [charge];
    const [second, third] = [addDays(charge.day, 1), addDays(charge.day, 2)];
    return [
      { ...part(charge, 60n), seenUntil: second },
      { ...part(charge, 95n), seenFrom: second, seenUntil: third },
      { ...charge, seenFrom: third },
    ];
  });
}

/** The ledger as far as a sync needs it. */
function openLedger() {
  const lines = new Map<string, DayLine[]>();
  const breakdowns = new Map<string, Breakdown[]>();
  return {
    store(detail: { days: readonly string[]; lines: readonly DayLine[]; breakdowns: readonly Breakdown[] }) {
      const [ofLines, ofRows] = [
        Map.groupBy(detail.lines, ({ day }) => day),
        Map.groupBy(detail.breakdowns, ({ day }) => day),
      ];
      for (const day of detail.days) {
        lines.set(day, ofLines.get(day) ?? []);
        breakdowns.set(day, ofRows.get(day) ?? []);
      }
    },
    known({ from, until }: Window): Known {
      const within = [...lines].filter(([day]) => from <= day && day < until);
      const cells = (keyOf: (line: DayLine) => string): Cell[] =>
        within.flatMap(([day, each]) =>
          each.map((line) => ({
            day,
            chargeCategory: line.chargeCategory,
            key: keyOf(line),
            lines: 1,
            units: unitsOf(line),
          })),
        );
      return {
        ...NOTHING_KNOWN,
        accounts: cells(({ subAccountId }) => subAccountId),
        services: cells(({ service }) => service),
        breakdowns: new Map(within.map(([day]) => [day, breakdowns.get(day)?.length ?? 0])),
      };
    },
  };
}
