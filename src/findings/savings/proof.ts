import { compareAmounts, subtractAmounts, timesAmount } from "../../base/money.ts";

/** The bill of two weeks after is compared with two weeks before (finops study, §3). */
export const PROOF_DAYS = 14;
/** AWS's bill of a day settles within two (finops study, §2.7). */
const LAG_DAYS = 2;
/** AWS's average month. */
const MONTH_DAYS = "30.44";
/** Less than half of what was expected is not the saving that was meant. */
const REALISED_SHARE_MIN = "0.5";
const DAY_MS = 86_400_000;

export type Done = {
  state: "done" | "verified";
  doneAt: Date;
  expectedMonthly: string;
  /** The finding is open, and was opened or judged again after it was done. */
  isBack: boolean;
  /** Effective cost of the two weeks, and whether a bill names the resource and covers the days after. */
  before: string | null;
  after: string | null;
  isCovered: boolean;
};
export type Proof = {
  state: "done" | "verified" | "regressed";
  waitsFor: string;
  beforeDaily: string | null;
  afterDaily: string | null;
  realisedMonthly: string | null;
};

/** What the bill and the rules say of something that was done. */
export function prove(done: Done, now: Date): Proof {
  const nothing = { beforeDaily: null, afterDaily: null, realisedMonthly: null };
  const waiting = (waitsFor: string): Proof => ({ state: "done", waitsFor, ...nothing });
  if (done.isBack) return { state: "regressed", waitsFor: "A rule has found it again.", ...nothing };
  if (now.getTime() < done.doneAt.getTime() + (PROOF_DAYS + LAG_DAYS) * DAY_MS)
    return waiting("The bill of the two weeks after it.");
  if (done.before === null) return waiting("No bill names this resource: import an export with resource ids.");
  if (!done.isCovered) return waiting("The export that covers the two weeks after it.");
  const daily = (sum: string) => timesAmount(sum, String(1 / PROOF_DAYS));
  const beforeDaily = daily(done.before);
  const afterDaily = daily(done.after ?? "0");
  const realisedMonthly = timesAmount(subtractAmounts(beforeDaily, afterDaily), MONTH_DAYS);
  const known = { beforeDaily, afterDaily, realisedMonthly };
  const isEnough =
    compareAmounts(realisedMonthly, "0") > 0 &&
    compareAmounts(realisedMonthly, timesAmount(done.expectedMonthly, REALISED_SHARE_MIN)) >= 0;
  return isEnough
    ? { state: "verified", waitsFor: "", ...known }
    : { state: "done", waitsFor: "The bill fell by less than half of what was expected.", ...known };
}
