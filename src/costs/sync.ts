import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import * as z from "zod";
import { costSubAccounts, costSyncs } from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { type Job, type JobContext, job, later, laterAll, type Outcome, progress } from "../base/jobs.ts";
import { openAccount } from "../inventory/index.ts";
import { Settings } from "../organizations/index.ts";
import { analyse } from "./analyse.ts";
import { type Known, stretchesOf } from "./changes.ts";
import {
  type Asking,
  backfillWindow,
  explainCosts,
  historyFrom,
  homeRegion,
  isBeyondHistory,
  syncWindow,
} from "./cost-explorer.ts";
import { type Day, dayOf, daysBetween, firstOfMonth, laterOf, type Window } from "./days.ts";
import { knownQueries, toKnown } from "./known.ts";
import { type Counts, noteCoverage, storeFlags, storeWindow } from "./ledger.ts";
import { settledDays } from "./lines.ts";
import { countRequest } from "./meter.ts";
import { type Asks, type Detail, monthsChanged, readChanges, readWindow } from "./read-changes.ts";
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

/**
 * One account: what changed in the previous and the running month; then whatever history is still missing. Days are
 * stored a month's stretch a transaction: a run that is killed between two leaves the others to be found by the next.
 */
export const syncAccount = job<OfAccount>({
  name: "costs.sync-account",
  title: "Sync costs",
  input: OfAccount,
  attemptsMax: 5,
  async run(context): Promise<Outcome> {
    const { account, known, asks } = await readAccount(context);
    const { now, write } = context;
    const window = syncWindow(now, known?.syncedAt);
    try {
      const ledger = await readLedger(context, window);
      const changes = await readChanges(await openCosts(context, account), { window, known: ledger, now, ...asks });
      const settled =
        known?.coveredFrom && known.syncedAt
          ? settledDays({ coveredFrom: known.coveredFrom, syncedAt: known.syncedAt })
          : null;
      const counts = await storeDetail(context, changes, settled);
      await write(async (org) => {
        await storeFlags(org, account.id, changes.flags);
        await noteCoverage(org, account.id, {
          from: window.from,
          sync: { at: now, difference: changes.difference },
        });
        const covered = known?.coveredFrom ?? window.from;
        if (backfillWindow(now, covered)) await later(org, backfill, { accountId: account.id }, { key: account.id });
        await later(org, analyse, {});
        await askForCommitments(org, account.id);
        org.publish({ topic: "costs.synced", data: { accountId: account.id } });
      });
      return {
        done: {
          accountId: account.id,
          from: window.from,
          until: window.until,
          days: changes.days.length,
          ...counts,
          requests: changes.requests,
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
      await storeDetail(context, await readWindow(await openCosts(context, account), window, asks), null);
      await context.write(async (org) => {
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

/** Each week, whether AWS changed a month that the daily sync does not look at any more. */
export const checkHistory = job({
  name: "costs.check-history",
  title: "Check older costs",
  input: z.strictObject({}),
  attemptsMax: 4,
  every: { cadence: "week", input: {} },
  async run({ write }): Promise<Outcome> {
    return { done: { accounts: await write(async (org) => (await askForEach(org, checkAccount)).length) } };
  },
});

/** Two requests for all older months; one that differs is read again whole, and what changed is in the journal. */
export const checkAccount = job<OfAccount>({
  name: "costs.check-account",
  title: "Check older costs of an account",
  input: OfAccount,
  attemptsMax: 5,
  async run(context): Promise<Outcome> {
    const { account, known, asks } = await readAccount(context);
    const { now } = context;
    const from = laterOf(known?.coveredFrom ?? dayOf(now), historyFrom(now));
    const window = { from, until: syncWindow(now).from };
    if (window.from >= window.until) return { done: { accountId: account.id, months: [] } };
    try {
      const asking = await openCosts(context, account);
      const { months, requests } = await monthsChanged(asking, window, await readLedger(context, window), asks);
      let sum = { requests, restated: 0 };
      for (const month of months) {
        const whole = { from: laterOf(month, from), until: firstOfMonth(month, 1) };
        const detail = await readWindow(asking, whole, asks);
        const { restated } = await storeDetail(context, detail, whole);
        sum = { requests: sum.requests + detail.requests, restated: sum.restated + restated };
      }
      if (months.length > 0)
        await context.write(async (org) => {
          await later(org, analyse, {});
          org.publish({ topic: "costs.synced", data: { accountId: account.id } });
        });
      return { done: { accountId: account.id, months, ...sum } };
    } catch (error) {
      // A payer that keeps less: what it had was read, and there is nothing to compare it with.
      if (isBeyondHistory(error)) return { done: { accountId: account.id, months: null } };
      throw explainCosts(error) ?? error;
    }
  },
});

/** One job per account that is connected. */
export const askForSyncs = (org: OrgContext) => askForEach(org, syncAccount);

async function askForEach(
  org: OrgContext,
  each: Pick<Job<OfAccount>, "name" | "attemptsMax">,
): Promise<{ id: string; accountId: string }[]> {
  const rows = await org.tx
    .select({ id: awsAccounts.id, kind: awsAccounts.kind, roleArn: awsAccounts.roleArn })
    .from(awsAccounts)
    // A member's bill comes with its management account's.
    .where(isNull(awsAccounts.managementId));
  const ready = rows.filter(({ kind, roleArn }) => kind !== "role" || roleArn !== null);
  const jobs = await laterAll(
    org,
    each,
    ready.map(({ id }) => ({ input: { accountId: id }, key: id })),
  );
  return ready.map(({ id }, at) => ({ id: jobs[at]?.id ?? "", accountId: id }));
}

type Account = typeof awsAccounts.$inferSelect;

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

const readLedger = ({ read, input }: JobContext<OfAccount>, window: Window): Promise<Known> =>
  read(
    (db) => knownQueries(db, input.accountId, window),
    ([accounts, services, breakdowns]) => toKnown(accounts, services, breakdowns),
  );

/** Each stretch of days in its own transaction, so that none holds others up for the whole of a history. */
async function storeDetail({ write, input }: JobContext<OfAccount>, detail: Detail, settled: Window | null) {
  const sum: Counts = { lines: 0, changed: 0, removed: 0, restated: 0, ofOtherConnections: 0 };
  for (const window of stretchesOf(detail.days)) {
    const isWithin = ({ day }: { day: Day }) => window.from <= day && day < window.until;
    const counts = await write((org) =>
      storeWindow(org, {
        accountId: input.accountId,
        window,
        lines: detail.lines.filter(isWithin),
        breakdowns: detail.breakdowns.filter(isWithin),
        accountNames: detail.accountNames,
        settled,
      }),
    );
    sum.lines += counts.lines;
    sum.changed += counts.changed;
    sum.removed += counts.removed;
    sum.restated += counts.restated;
    sum.ofOtherConnections += counts.ofOtherConnections;
  }
  return sum;
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
