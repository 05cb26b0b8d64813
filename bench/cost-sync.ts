import { fetchBreakdowns, fetchLines, fetchTotals, syncWindow } from "../src/costs/cost-explorer.ts";
import { booksOf } from "../tests/fakes/cost-books.ts";
import { costSimulator } from "../tests/fakes/cost-simulator.ts";

const NOW = new Date("2026-11-21T06:00:00Z");
const ACCOUNTS = [1, 10, 50];
/** AWS does not publish how many groups a page holds. */
const PAGE_SIZES = [500, 1000, 5000];
const TAG_KEYS = ["team"];
const DAYS_A_MONTH = 30.44;
const PRICE = 0.01;

/** Requests that one day's sync makes, and what they cost a month, by linked accounts and by groups of a page. */
export async function costSync() {
  const window = syncWindow(NOW);
  console.log(
    `One sync a day of [${window.from}, ${window.until}): record types, lines by lane, regions, one tag, the control.`,
  );
  console.log("Twelve services and two regions in each account. $0.01 a request; goal below $5 a month.\n");
  console.log(
    "linked accounts   lines   groups a page   requests a day   $ a month   beside 5 queries every 15 minutes",
  );
  for (const accounts of ACCOUNTS) {
    const charges = booksOf({ ...window, accounts, services: 12 });
    for (const pageSize of PAGE_SIZES) {
      const { aws, seen } = costSimulator({ charges, now: () => NOW, pageSize });
      const asking = { aws, region: "us-east-1", meter: async () => {} };
      const { lines, usage } = await fetchLines(asking, window);
      await fetchBreakdowns(asking, window, { usage, tagKeys: TAG_KEYS, notOf: [] });
      await fetchTotals(asking, window);
      const month = seen.requests * DAYS_A_MONTH * PRICE;
      console.log(
        [
          String(accounts).padStart(15),
          String(lines.length).padStart(8),
          String(pageSize).padStart(16),
          String(seen.requests).padStart(17),
          month.toFixed(2).padStart(12),
          `${((100 * month) / (5 * 96 * DAYS_A_MONTH * PRICE)).toFixed(1)} %`.padStart(14),
        ].join(""),
      );
    }
  }
}
