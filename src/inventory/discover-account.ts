import { and, eq, sql } from "drizzle-orm";
import * as z from "zod";
import { violatedConstraint } from "../../db/client.ts";
import { jobs } from "../../db/schema/base.ts";
import { awsAccounts, discoveryUnits } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { Expected, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type JobContext, job, later, laterAll, type Outcome, progress } from "../base/jobs.ts";
import { AwsError } from "../ports/aws.ts";
import { openAccount, openDoorProblem } from "./accounts.ts";
import { discoverRegions, identify, placesOf, SERVICES } from "./discover.ts";

const Input = z.object({ accountId: z.uuid() });
/** While the parts run; the last of them wakes this job at once. */
const LOOK_AGAIN_MS = 2_000;

/** Only its name and attempts are needed to ask for it; src/jobs.ts composes the job that runs. */
export const DISCOVER_SERVICE = { name: "inventory.discover-service", attemptsMax: 4 };
export type ServiceInput = {
  accountId: string;
  awsAccountId: string;
  partition: string;
  region: string;
  service: string;
  scan: string;
};

export const LIST_MEMBERS = { name: "inventory.list-members", attemptsMax: 4 };
export const DISCOVER_ACCOUNT = { name: "inventory.discover-account", attemptsMax: 4 };
/** What else follows; src/jobs.ts puts the cost sync and the verdicts here. */
export type Follows = {
  /** The account has let us in. */
  onConnected(context: OrgContext, accountId: string): Promise<unknown>;
  /** It does not any more; `reason` says why, and since when nothing was read. */
  onLost(context: OrgContext, lost: { accountId: string; reason: string }): Promise<unknown>;
};
/**
 * What was read once still holds while AWS is out for an hour. Discovery is daily: after two reads that were missed it is
 * not known to.
 */
const STALE_MS = 2 * 24 * 3_600_000;

/** Everything in one account: whose it is, which regions are on, then one job per (region, service). */
export const discoverAccount = (follows: Follows) =>
  job({
    ...DISCOVER_ACCOUNT,
    title: "Discover an account",
    input: Input,
    async run(context): Promise<Outcome> {
      const parts = await readParts(context);
      return parts.length > 0 ? follow(context, parts) : start(context, follows);
    },
  });

type Part = { state: string; region: string; service: string };

function readParts({ read, jobId }: JobContext<z.infer<typeof Input>>): Promise<Part[]> {
  return read(
    (db) => [
      db
        .select({
          state: jobs.state,
          region: sql<string>`${jobs.input}->>'region'`,
          service: sql<string>`${jobs.input}->>'service'`,
        })
        .from(jobs)
        .where(and(eq(jobs.parentId, jobId), eq(jobs.name, DISCOVER_SERVICE.name))),
    ],
    ([rows]) => rows,
  );
}

async function start(context: JobContext<z.infer<typeof Input>>, follows: Follows): Promise<Outcome> {
  const { input, ports, now, jobId } = context;
  const account = await context.read(
    (db) => [db.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId))],
    ([rows]) => rows[0],
  );
  if (!account) throw notFound("The AWS account");
  try {
    const aws = await openAccount(ports, account, now);
    const { accountId: awsAccountId, partition } = await identify(aws);
    const regions = (await discoverRegions(aws)).map(({ name }) => name);
    // It is connected all the same: the door is the customer's to close, and it is said until it is closed.
    const problem = await openDoorProblem(ports, account, now);
    const places = SERVICES.flatMap((service) =>
      placesOf(service, regions, partition).map((region) => ({ service, region })),
    );
    await context.write(async (org) => {
      const { organizationId } = org.organization;
      await org.tx
        .update(awsAccounts)
        .set({ awsAccountId, partition, status: "connected", problem, checkedAt: now })
        .where(eq(awsAccounts.id, account.id));
      if (problem && problem !== account.problem)
        await record(org, "account.open-role", { type: "account", id: account.id }, { problem });
      await org.tx
        .insert(discoveryUnits)
        .values(places.map((place) => ({ organizationId, accountId: account.id, ...place })))
        .onConflictDoNothing();
      await laterAll<ServiceInput>(
        org,
        DISCOVER_SERVICE,
        places.map(({ service, region }) => ({
          input: { accountId: account.id, awsAccountId, partition, region, service, scan: jobId },
          key: `${account.id} ${region} ${service}`,
          parentId: jobId,
        })),
      );
      // A member's bill comes with its management account's.
      if (account.managementId === null) await follows.onConnected(org, account.id);
      if (account.scope === "organization")
        await later(org, LIST_MEMBERS, { accountId: account.id }, { key: account.id });
      org.publish({ topic: "accounts.changed", data: { id: account.id } });
    });
    const total = places.length;
    return {
      again: LOOK_AGAIN_MS,
      progress: { done: 0, total, message: `Reading ${SERVICES.length} services in ${regions.length} regions` },
    };
  } catch (error) {
    if (isWaiting(account, error)) return wait(context, account);
    throw await markFailing(context, account, error, follows);
  }
}

type Account = typeof awsAccounts.$inferSelect;

/** A member that was chosen before its role is there: no failure, and looked at again each hour (retry-members.ts). */
const isWaiting = ({ managementId, awsAccountId }: Account, error: unknown) =>
  managementId !== null && awsAccountId === null && error instanceof AwsError && error.failure === "credentials";
const WAITING =
  "The role is not there yet, or it does not trust us: roll the stack set out to this account. It is tried again each hour.";

async function wait({ now, write }: JobContext<z.infer<typeof Input>>, { id }: Account): Promise<Outcome> {
  await write(async (org) => {
    await org.tx
      .update(awsAccounts)
      .set({ status: "failing", problem: WAITING, checkedAt: now })
      .where(eq(awsAccounts.id, id));
    org.publish({ topic: "accounts.changed", data: { id } });
  });
  return { done: { accountId: id, waits: WAITING } };
}

/** Writes why the account cannot be read, in words, and says whether another try may help. */
async function markFailing(
  { input, attempt, now, write }: JobContext<z.infer<typeof Input>>,
  before: Pick<Account, "problem" | "status" | "discoveredAt" | "awsAccountId">,
  error: unknown,
  { onLost }: Follows,
): Promise<unknown> {
  const problem = explainAccess(error);
  if (!problem) return error;
  const { discoveredAt } = before;
  const isStale = discoveredAt === null || now.getTime() - discoveredAt.getTime() > STALE_MS;
  // Of an account that has never let us in there is nothing to forget.
  const isLost =
    before.awsAccountId !== null && (!mayPass(error) || (isStale && attempt >= DISCOVER_ACCOUNT.attemptsMax));
  const since = discoveredAt ? ` since ${discoveredAt.toISOString().slice(0, 10)}` : "";
  await write(async (org) => {
    await org.tx
      .update(awsAccounts)
      .set({ status: "failing", problem: problem.message, checkedAt: now })
      .where(eq(awsAccounts.id, input.accountId));
    if (isLost) await onLost(org, { accountId: input.accountId, reason: `Not read${since}: ${problem.message}` });
    // Said once, however often it is tried.
    if (before.status !== "failing" || before.problem !== problem.message)
      await record(org, "account.failing", { type: "account", id: input.accountId }, { problem: problem.message });
    org.publish({ topic: "accounts.changed", data: { id: input.accountId } });
  });
  return problem;
}

/** Throttling and outages pass; a refusal stays until a person acts. */
export const mayPass = (error: unknown) =>
  error instanceof AwsError && (error.failure === "throttled" || error.failure === "unavailable");

export function explainAccess(error: unknown): Expected | undefined {
  if (violatedConstraint(error) === "aws_accounts_number")
    return new Expected(
      "CONFLICT",
      "This AWS account is already connected to this organisation under another name. Remove one of the two.",
    );
  if (error instanceof Expected) return error;
  if (!(error instanceof AwsError)) return undefined;
  return new Expected(mayPass(error) ? "SERVICE_UNAVAILABLE" : "UNPROCESSABLE_CONTENT", error.message);
}

async function follow(
  { write, input, jobId, now }: JobContext<z.infer<typeof Input>>,
  parts: Part[],
): Promise<Outcome> {
  const open = parts.filter(({ state }) => state === "queued" || state === "running");
  const done = parts.length - open.length;
  if (open.length > 0) {
    const [next] = open;
    const message = `Reading ${next?.service} in ${next?.region}`;
    await write(async (org) => {
      await progress(org, jobId, { done, total: parts.length, message });
      org.publish({ topic: "discovery.progress", data: { accountId: input.accountId, done, total: parts.length } });
    });
    return { again: LOOK_AGAIN_MS };
  }
  const counts = await write(async (org) => {
    await org.tx.update(awsAccounts).set({ discoveredAt: now }).where(eq(awsAccounts.id, input.accountId));
    const units = await org.tx
      .select({ resources: discoveryUnits.resources, problem: discoveryUnits.problem })
      .from(discoveryUnits)
      .where(eq(discoveryUnits.accountId, input.accountId));
    await progress(org, jobId, { done, total: parts.length, message: "Done" });
    org.publish({ topic: "discovery.completed", data: { accountId: input.accountId } });
    org.publish({ topic: "accounts.changed", data: { id: input.accountId } });
    return {
      resources: units.reduce((sum, unit) => sum + unit.resources, 0),
      places: units.length,
      unread: units.filter(({ problem }) => problem !== null).length,
    };
  });
  return { done: { accountId: input.accountId, ...counts } };
}

/** A part that ends says how far the whole is, and wakes it when it was the last one open. */
export async function tellParent(
  { tx, now, wake, publish }: OrgContext,
  part: { parentId: string; accountId: string; place: string },
) {
  const [others] = await tx
    .select({
      total: sql<number>`count(*)::int`,
      open: sql<number>`(count(*) filter (where ${jobs.state} in ('queued', 'running')))::int`,
    })
    .from(jobs)
    .where(and(eq(jobs.parentId, part.parentId), eq(jobs.name, DISCOVER_SERVICE.name)));
  const [total, open] = [others?.total ?? 0, others?.open ?? 0];
  await tx
    .update(jobs)
    .set({ progress: { done: total - open, total, message: `Read ${part.place}` }, ...(open === 0 && { dueAt: now }) })
    .where(and(eq(jobs.id, part.parentId), eq(jobs.state, "queued")));
  publish({ topic: "discovery.progress", data: { accountId: part.accountId, done: total - open, total } });
  if (open === 0) wake(now);
}
