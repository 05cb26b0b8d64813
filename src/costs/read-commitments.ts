import { and, eq, gte, inArray, isNotNull, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { events } from "../../db/schema/base.ts";
import { costCommitments } from "../../db/schema/commitments.ts";
import { costExportMonths, costImports, type ImportedCommitment } from "../../db/schema/cost-imports.ts";
import { costRollups, costSubAccounts } from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { job, later, type Outcome } from "../base/jobs.ts";
import { openAccount } from "../inventory/index.ts";
import { commitmentWindow, fetchCommitments, RESERVABLE } from "./commitment-calls.ts";
import { type Row, toCommitments } from "./commitments.ts";
import { explainCosts, homeRegion } from "./cost-explorer.ts";
import { countRequest } from "./meter.ts";
import { ofServices } from "./rollups.ts";

/** A week, less the hours by which one day's sync may be earlier than another's. */
const READ_AGAIN_MS = 6.5 * 86_400_000;
const EXPIRING = "costs.commitment-expires";

const OfAccount = z.object({ accountId: z.uuid() });
type OfAccount = z.infer<typeof OfAccount>;

/** Each week, a connection's Savings Plans and reservations: about fifteen requests. */
export const readCommitments = job<OfAccount>({
  name: "costs.read-commitments",
  title: "Read Savings Plans and reservations",
  input: OfAccount,
  attemptsMax: 5,
  async run({ input, read, write, now, ports }): Promise<Outcome> {
    const window = commitmentWindow(now);
    const { account, payer, services } = await read(
      (db) => [
        db.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId)),
        db
          .select({ accountId: costSubAccounts.accountId })
          .from(costSubAccounts)
          .innerJoin(awsAccounts, eq(awsAccounts.awsAccountId, costSubAccounts.subAccountId))
          .where(and(eq(awsAccounts.id, input.accountId), isNotNull(costSubAccounts.accountId))),
        db
          .select({ service: costRollups.service, currency: costRollups.currency })
          .from(costRollups)
          .where(and(ofServices, inArray(costRollups.service, [...RESERVABLE]), gte(costRollups.day, window.from)))
          .groupBy(costRollups.service, costRollups.currency),
      ],
      ([[account], [told], services]) => ({ account, payer: told?.accountId ?? input.accountId, services }),
    );
    if (!account) throw notFound("The AWS account");
    // Another connection is this account's payer: it tells the same plans.
    if (payer !== account.id) {
      await write(({ tx }) => tx.delete(costCommitments).where(eq(costCommitments.accountId, account.id)));
      return { done: { accountId: account.id, told: "by its payer" } };
    }
    try {
      const { reading, requests } = await fetchCommitments(
        {
          aws: await openAccount(ports, account, now),
          region: homeRegion(account.partition),
          meter: () => write(countRequest),
        },
        window,
        [...new Set(services.map(({ service }) => service))],
      );
      await write(async ({ tx, organization, publish }) => {
        const row = { reading, currency: services[0]?.currency ?? "USD", readAt: now };
        await tx
          .insert(costCommitments)
          .values({ organizationId: organization.organizationId, accountId: account.id, ...row })
          .onConflictDoUpdate({ target: [costCommitments.organizationId, costCommitments.accountId], set: row });
        publish({ topic: "costs.synced", data: { accountId: account.id } });
      });
      const { plans, reservations } = reading;
      return {
        done: {
          accountId: account.id,
          plans: plans.holdings?.length ?? null,
          reservations: reservations.holdings?.length ?? null,
          requests,
        },
      };
    } catch (error) {
      throw explainCosts(error) ?? error;
    }
  },
});

/** Asks for the reading of a connection when it has none of this week. */
export async function askForCommitments(context: OrgContext, accountId: string): Promise<void> {
  const { tx, now } = context;
  const [known] = await tx
    .select({ readAt: costCommitments.readAt })
    .from(costCommitments)
    .where(eq(costCommitments.accountId, accountId));
  if (known && now.getTime() - known.readAt.getTime() < READ_AGAIN_MS) return;
  await later(context, readCommitments, { accountId }, { key: accountId });
}

export const commitmentRows = (db: Pick<ReadDb, "select">) =>
  db
    .select({
      accountId: costCommitments.accountId,
      accountName: awsAccounts.name,
      currency: costCommitments.currency,
      reading: costCommitments.reading,
      readAt: costCommitments.readAt,
    })
    .from(costCommitments)
    .innerJoin(awsAccounts, eq(awsAccounts.id, costCommitments.accountId))
    .orderBy(awsAccounts.name)
    .limit(100);

/** What imported exports told of commitments, of the files that tell a month of the ledger; the oldest first. */
export const importedRows = (db: ReadDb) =>
  db
    .select({
      commitments: sql<ImportedCommitment[] | null>`${costImports.report} -> 'commitments'`,
      currency: sql<string | null>`${costImports.report} ->> 'currency'`,
    })
    .from(costImports)
    .where(
      sql`${costImports.state} = 'done' and ${costImports.id} in (select ${costExportMonths.importId} from ${costExportMonths})`,
    )
    .orderBy(costImports.id)
    .limit(100);

/** Tells once of each plan and reservation that ends within a month. */
export async function tellExpiries(context: OrgContext): Promise<number> {
  const { tx, now } = context;
  const rows: Row[] = await commitmentRows(tx);
  const ending = toCommitments(now, rows).holdings.filter(({ expiry }) => expiry === "soon");
  if (ending.length === 0) return 0;
  const told = await tx
    .select({ id: events.targetId })
    .from(events)
    .where(
      and(
        eq(events.action, EXPIRING),
        inArray(
          events.targetId,
          ending.map(({ id }) => id),
        ),
        // A renewed reservation may keep its id, with another end.
        sql`${events.data} ->> 'endsAt' = any(${sql.param(ending.map(({ endsAt }) => endsAt ?? ""))}::text[])`,
      ),
    );
  const fresh = ending.filter(({ id }) => !told.some((each) => each.id === id));
  for (const { id, product, type, scope, endsAt, daysLeft, used, committed } of fresh)
    await record(
      context,
      EXPIRING,
      { type: "cost-commitment", id },
      { product, type, scope, endsAt, daysLeft, used, committed },
    );
  return fresh.length;
}
