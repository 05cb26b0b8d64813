import { and, eq } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts, type DiscoveryTally, discoveryUnits, sightings } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound, unavailable } from "../base/errors.ts";
import { advanced, type JobContext, job, type Outcome } from "../base/jobs.ts";
import { type Aws, AwsError } from "../ports/aws.ts";
import { reopenAccount } from "./accounts.ts";
import { type DiscoveredPage, discoverService as readService } from "./discover.ts";
import { DISCOVER_SERVICE, mayPass, type ServiceInput, tellParent } from "./discover-account.ts";
import { markVanished, type Stored, storePage } from "./store.ts";

const Input: z.ZodType<ServiceInput> = z.object({
  accountId: z.uuid(),
  awsAccountId: z.string(),
  partition: z.string(),
  region: z.string(),
  service: z.string(),
  scan: z.string(),
});

/** Bound one run; the next goes on from the cursor. A page is never cut, so the calls may be more by one page's. */
const PAGES_PER_RUN = 25;
const CALLS_PER_RUN = 40;
/**
 * Pages are stored together, because a transaction costs more than a page of a few: as many as make this, in resources
 * or in calls. That much is in memory, and is read again after a kill.
 */
const RESOURCES_PER_WRITE = 300;
const CALLS_PER_WRITE = 25;

/** What happens to a page in the transaction that stores it; src/jobs.ts puts the rules here. */
export type PageReader = {
  /** @returns how many findings were opened, and how many rules were asked. */
  judge(
    context: OrgContext,
    awsAccountId: string,
    page: readonly Stored[],
  ): Promise<{ opened: number; evaluated: number }>;
  /** Types that could not be read: their verdicts are no longer known. */
  forget(
    context: OrgContext,
    unit: { accountId: string; region: string; service: string },
    types: readonly string[] | null,
    reason: string,
  ): Promise<void>;
  close(context: OrgContext, vanishedIds: readonly string[]): Promise<void>;
};

const NOTHING: DiscoveryTally = {
  counts: { resources: 0, new: 0, changed: 0, vanished: 0, findingsOpened: 0, rulesEvaluated: 0 },
  problems: [],
};
type Unit = { id: string; accountId: string; region: string; service: string; scan: string };

/** One (account, region, service), page by page; a killed run goes on at its cursor. */
export const discoverService = (reader: PageReader) =>
  job<ServiceInput>({
    ...DISCOVER_SERVICE,
    title: "Read a service",
    input: Input,
    async run(context): Promise<Outcome> {
      const { account, unit, cursor, isRead, tally: before } = await open(context);
      const { input, now, ports } = context;
      let tally = before;
      let pages = 0;
      let calls = 0;
      try {
        const opened = await reopenAccount(ports, account, now);
        const aws: Aws = {
          call(call, callInput, region) {
            calls++;
            return opened.call(call, callInput, region);
          },
        };
        const place = { accountId: input.awsAccountId, partition: input.partition, region: input.region, now };
        let read: DiscoveredPage[] = [];
        let callsStored = 0;
        const store = async () => {
          const [some, so] = [read, tally];
          read = [];
          callsStored = calls;
          if (some.length > 0)
            tally = await context.write(async (org) => {
              await advanced(org, context.jobId);
              return storePages(org, reader, unit, input.awsAccountId, some, so);
            });
        };
        for await (const page of isRead ? [] : readService(aws, input.service, place, cursor)) {
          if (page.failure && mayPass(page.failure) && context.attempt < DISCOVER_SERVICE.attemptsMax) {
            await store();
            throw page.failure;
          }
          read.push(page);
          pages++;
          const isEnough = pages >= PAGES_PER_RUN || calls >= CALLS_PER_RUN;
          const resources = read.reduce((sum, one) => sum + one.resources.length, 0);
          if (isEnough || resources >= RESOURCES_PER_WRITE || calls - callsStored >= CALLS_PER_WRITE) await store();
          if (isEnough && page.cursor !== null) return { again: 0 };
        }
        await store();
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (mayPass(error) && context.attempt < DISCOVER_SERVICE.attemptsMax) throw unavailable(error.message);
        tally = { ...tally, problems: [...tally.problems, error.message] };
        await context.write((org) => reader.forget(org, unit, null, error.message));
      }
      const { counts, problems } = tally;
      const counted = { ...counts, ...(problems.length > 0 && { unread: problems }) };
      return { done: counted, last: (org) => finish(org, unit, problems) };
    },
  });

async function open({ read, write, input }: JobContext<ServiceInput>) {
  const { account, row } = await read(
    (db) => [
      db.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId)),
      db
        .select()
        .from(discoveryUnits)
        .where(
          and(
            eq(discoveryUnits.accountId, input.accountId),
            eq(discoveryUnits.region, input.region),
            eq(discoveryUnits.service, input.service),
          ),
        ),
    ],
    ([[account], [row]]) => ({ account, row }),
  );
  if (!account || !row) throw notFound("The AWS account");
  const unit: Unit = {
    id: row.id,
    accountId: account.id,
    region: input.region,
    service: input.service,
    scan: input.scan,
  };
  const isResumed = row.cursor?.scan === input.scan;
  if (!isResumed)
    await write(async ({ tx }) => {
      await tx.delete(sightings).where(eq(sightings.unitId, unit.id));
      await tx
        .update(discoveryUnits)
        .set({ cursor: { scan: unit.scan, at: null }, resources: 0 })
        .where(eq(discoveryUnits.id, unit.id));
    });
  const at = isResumed ? (row.cursor?.at ?? null) : null;
  // A scan that an older release began counted less.
  const tally = isResumed ? row.cursor?.tally : undefined;
  return {
    account,
    unit,
    cursor: at,
    /** The run before has read the last page, and was lost before it could say so. */
    isRead: tally !== undefined && at === null,
    tally: tally ? { ...tally, counts: { ...NOTHING.counts, ...tally.counts } } : NOTHING,
  };
}

async function storePages(
  org: OrgContext,
  reader: PageReader,
  unit: Unit,
  awsAccountId: string,
  pages: readonly DiscoveredPage[],
  { counts, problems }: DiscoveryTally,
): Promise<DiscoveryTally> {
  const stored = await storePage(
    org,
    unit,
    pages.flatMap(({ resources }) => resources),
  );
  const { opened, evaluated } = await reader.judge(org, awsAccountId, stored);
  const failures = pages.flatMap(({ type, failure }) => (failure ? [{ type, message: failure.message }] : []));
  for (const { type, message } of failures) await reader.forget(org, unit, [type], message);
  const vanished = await markVanished(
    org,
    unit,
    pages.flatMap(({ type, isLast }) => (isLast ? type : [])),
  );
  if (vanished.length > 0) await reader.close(org, vanished);
  const changed = (word: string) => stored.filter(({ change }) => change === word).length;
  const tally: DiscoveryTally = {
    counts: {
      resources: counts.resources + stored.length,
      new: counts.new + changed("new"),
      changed: counts.changed + changed("changed"),
      vanished: counts.vanished + vanished.length,
      findingsOpened: counts.findingsOpened + opened,
      rulesEvaluated: counts.rulesEvaluated + evaluated,
    },
    problems: [...problems, ...failures.map(({ message }) => message)],
  };
  await org.tx
    .update(discoveryUnits)
    .set({ cursor: { scan: unit.scan, at: pages.at(-1)?.cursor ?? null, tally } })
    .where(eq(discoveryUnits.id, unit.id));
  if (stored.length > 0)
    org.publish({
      topic: "discovery.progress",
      data: { accountId: unit.accountId, region: unit.region, service: unit.service },
    });
  return tally;
}

async function finish(org: OrgContext, unit: Unit, problems: readonly string[]) {
  const resources = await org.tx.$count(sightings, eq(sightings.unitId, unit.id));
  await org.tx
    .update(discoveryUnits)
    .set({
      cursor: null,
      resources,
      problem: problems.length > 0 ? problems.join(" ") : null,
      ...(problems.length === 0 && { readAt: org.now }),
    })
    .where(eq(discoveryUnits.id, unit.id));
  await org.tx.delete(sightings).where(eq(sightings.unitId, unit.id));
  await tellParent(org, { parentId: unit.scan, accountId: unit.accountId, place: `${unit.service} in ${unit.region}` });
}
