import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import * as z from "zod";
import { costSubAccounts, costSyncs } from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { type JobContext, job, later, laterAll, type Outcome, progress } from "../base/jobs.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { openAccount } from "../inventory/index.ts";
import { Settings } from "../organizations/index.ts";
import { analyse } from "./analyse.ts";
import {
  type Asking,
  backfillWindow,
  explainCosts,
  fetchBreakdowns,
  fetchLines,
  fetchTotals,
  historyFrom,
  homeRegion,
  isBeyondHistory,
  sumAmounts,
  syncWindow,
} from "./cost-explorer.ts";
import { dayOf, daysBetween, type Window } from "./days.ts";
import { noteCoverage, storeWindow } from "./ledger.ts";
import { type Amounts, COSTS, settledDays } from "./lines.ts";
import { countRequest } from "./meter.ts";
import { askForCommitments } from "./read-commitments.ts";

const OfAccount = z.object({ accountId: z.uuid() });
type OfAccount = z.infer<typeof OfAccount>;

/** Each day, the costs of every connected account. */
export const sync = job({
  name: "costs.sync",
  title: "Sync all costs",
  input: z.strictObject({}),
  attemptsMax: 4,
  every: { cadence: "day", input: {} },
  async run({ write }): Promise<Outcome> {
    return {
      done: {
        accounts: await write(async (org) => {
          const jobs = await askForSyncs(org);
          // Otherwise the sync of the last account asks; without any, what was foretold is forgotten.
          if (jobs.length === 0) await later(org, analyse, {});
          return jobs.length;
        }),
      },
    };
  },
});

/** One account: the previous and the running month, with a control; then whatever history is still missing. */
export const syncAccount = job<OfAccount>({
  name: "costs.sync-account",
  title: "Sync costs",
  input: OfAccount,
  attemptsMax: 5,
  async run(context): Promise<Outcome> {
    const { account, known, asks } = await readAccount(context);
    const { now } = context;
    const window = syncWindow(now, known?.syncedAt);
    try {
      const asking = await openCosts(context, account);
      const { lines, breakdowns, accountNames, requests } = await fetchWindow(asking, window, asks);
      const control = await fetchTotals(asking, window);
      const settled =
        known?.coveredFrom && known.syncedAt
          ? settledDays({ coveredFrom: known.coveredFrom, syncedAt: known.syncedAt })
          : null;
      const counts = await context.write(async (org) => {
        const stored = await storeWindow(org, {
          accountId: account.id,
          window,
          lines,
          breakdowns,
          accountNames,
          settled,
        });
        await noteCoverage(org, account.id, {
          from: window.from,
          sync: { at: now, difference: subtract(control.totals, sumAmounts(lines)) },
        });
        const covered = known?.coveredFrom ?? window.from;
        if (backfillWindow(now, covered)) await later(org, backfill, { accountId: account.id }, { key: account.id });
        await later(org, analyse, {});
        await askForCommitments(org, account.id);
        org.publish({ topic: "costs.synced", data: { accountId: account.id } });
        return stored;
      });
      return {
        done: {
          accountId: account.id,
          from: window.from,
          until: window.until,
          ...counts,
          requests: requests + control.requests,
        },
      };
    } catch (error) {
      throw await explained(context, error);
    }
  },
});

/** Older months, a quarter a run, newest first; a killed run repeats one quarter. */
export const backfill = job<OfAccount>({
  name: "costs.backfill",
  title: "Read older costs",
  input: OfAccount,
  attemptsMax: 5,
  async run(context): Promise<Outcome> {
    const { account, known, asks } = await readAccount(context);
    const oldest = historyFrom(context.now);
    const covered = known?.coveredFrom ?? dayOf(context.now);
    const window = backfillWindow(context.now, covered);
    if (!window) {
      await context.write((org) => later(org, analyse, {}));
      return { done: { accountId: account.id, coveredFrom: covered } };
    }
    try {
      const fetched = await fetchWindow(await openCosts(context, account), window, asks);
      await context.write(async (org) => {
        await storeWindow(org, { accountId: account.id, window, ...fetched, settled: null });
        await noteCoverage(org, account.id, { from: window.from });
        await progress(org, context.jobId, {
          done: daysBetween({ from: window.from, until: dayOf(context.now) }),
          total: daysBetween({ from: oldest, until: dayOf(context.now) }),
          message: `Costs since ${window.from}`,
        });
        org.publish({ topic: "costs.synced", data: { accountId: account.id } });
      });
      return { again: 0 };
    } catch (error) {
      // A payer may keep less than the default; what is there has been read, and asking again would cost.
      if (!isBeyondHistory(error)) throw explainCosts(error) ?? error;
      await context.write(async (org) => {
        await noteCoverage(org, account.id, { from: oldest });
        await later(org, analyse, {});
      });
      return { done: { accountId: account.id, coveredFrom: covered } };
    }
  },
});

/** One job per account that is connected. */
export async function askForSyncs(org: OrgContext): Promise<{ id: string; accountId: string }[]> {
  const rows = await org.tx
    .select({ id: awsAccounts.id, kind: awsAccounts.kind, roleArn: awsAccounts.roleArn })
    .from(awsAccounts)
    // A member's bill comes with its management account's.
    .where(isNull(awsAccounts.managementId));
  const ready = rows.filter(({ kind, roleArn }) => kind !== "role" || roleArn !== null);
  const jobs = await laterAll(
    org,
    syncAccount,
    ready.map(({ id }) => ({ input: { accountId: id }, key: id })),
  );
  return ready.map(({ id }, at) => ({ id: jobs[at]?.id ?? "", accountId: id }));
}

type Account = typeof awsAccounts.$inferSelect;

type Asks = { tagKeys: readonly string[]; notOf: readonly string[] };

async function readAccount({ read, input }: JobContext<OfAccount>) {
  const { account, known, asks } = await read(
    (db) => [
      db.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId)),
      db.select().from(costSyncs).where(eq(costSyncs.accountId, input.accountId)),
      db.select({ settings: organizations.settings }).from(organizations),
      db
        .select({ id: costSubAccounts.subAccountId })
        .from(costSubAccounts)
        .where(and(isNotNull(costSubAccounts.accountId), ne(costSubAccounts.accountId, input.accountId))),
    ],
    ([[account], [known], [row], others]) => ({
      account,
      known,
      asks: {
        tagKeys: Settings.parse(row?.settings ?? {}).costTagKeys,
        notOf: others.map(({ id }) => id),
      } satisfies Asks,
    }),
  );
  if (!account) throw notFound("The AWS account");
  return { account, known, asks };
}

/** Q1 to Q4. */
async function fetchWindow(asking: Asking, window: Window, asks: Asks) {
  const { usage, requests, ...ledger } = await fetchLines(asking, window);
  const parts = await fetchBreakdowns(asking, window, { usage, ...asks });
  return { ...ledger, breakdowns: parts.breakdowns, requests: requests + parts.requests };
}

const openCosts = async ({ ports, now, write }: JobContext<OfAccount>, account: Account): Promise<Asking> => ({
  aws: await openAccount(ports, account, now),
  region: homeRegion(account.partition),
  meter: () => write(countRequest),
});

/** The sentence for people, kept where the costs are shown; what passes by itself is not shown while it is tried again. */
async function explained({ input, write, attempt }: JobContext<OfAccount>, error: unknown): Promise<unknown> {
  const problem = explainCosts(error);
  if (!problem) return error;
  const passes = problem.code === "SERVICE_UNAVAILABLE" || problem.code === "TOO_MANY_REQUESTS";
  if (passes && attempt < syncAccount.attemptsMax) return problem;
  await write(async ({ tx, organization, publish }) => {
    await tx
      .insert(costSyncs)
      .values({ organizationId: organization.organizationId, accountId: input.accountId, problem: problem.message })
      .onConflictDoUpdate({
        target: [costSyncs.organizationId, costSyncs.accountId],
        set: { problem: problem.message },
      });
    publish({ topic: "costs.synced", data: { accountId: input.accountId } });
  });
  return problem;
}

function subtract(a: Amounts, b: Amounts): Amounts {
  const [unblended = "0", amortized = "0", netUnblended = "0", netAmortized = "0"] = COSTS.map((cost) =>
    fromUnits(toUnits(a[cost]) - toUnits(b[cost])),
  );
  return { unblended, amortized, netUnblended, netAmortized };
}
