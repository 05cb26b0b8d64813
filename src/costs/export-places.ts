import { and, asc, count, eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costExportPlaces, costImports } from "../../db/schema/cost-imports.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { job, later, laterAll, type Outcome } from "../base/jobs.ts";
import { openAccount, policyFor } from "../inventory/index.ts";
import { explainBucket, type Found, findExports } from "./find-exports.ts";
import { importFile } from "./import-file.ts";
import { placeWithAccount } from "./import-source.ts";

const PLACES_MAX = 10;
/** Of one look; the others come with the next. The newest first. */
const PERIODS_MAX = 14;

/** No wildcard and no letter that means something in a policy: the folder becomes part of the role's rights. */
export const NewPlace = z.strictObject({
  accountId: z.uuid(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "A region such as eu-west-1."),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "A bucket's name: 3 to 63 small letters, digits, dots and hyphens."),
  prefix: z
    .string()
    .transform((text) => text.replace(/^\/+|\/+$/g, ""))
    .pipe(
      z
        .string()
        .regex(
          /^[A-Za-z0-9!_.'()=-]+(\/[A-Za-z0-9!_.'()=-]+)*$/,
          "The folder of the exports, such as bills/focus: letters, digits and - _ . = between slashes.",
        )
        .max(200),
    ),
});
export const PlaceId = z.strictObject({ id: z.uuid() });

export const placeRows = (db: ReadDb) =>
  db
    .select({
      id: costExportPlaces.id,
      accountId: costExportPlaces.accountId,
      accountName: awsAccounts.name,
      scope: awsAccounts.scope,
      managementId: awsAccounts.managementId,
      region: costExportPlaces.region,
      bucket: costExportPlaces.bucket,
      prefix: costExportPlaces.prefix,
      readAt: costExportPlaces.readAt,
      problem: costExportPlaces.problem,
      periods: sql<number>`(select count(*)::int from jsonb_object_keys(${costExportPlaces.seen}))`,
    })
    .from(costExportPlaces)
    .innerJoin(
      awsAccounts,
      and(
        eq(awsAccounts.organizationId, costExportPlaces.organizationId),
        eq(awsAccounts.id, costExportPlaces.accountId),
      ),
    )
    .orderBy(asc(costExportPlaces.bucket), asc(costExportPlaces.prefix))
    .limit(PLACES_MAX);

type PlaceRow = Parameters<typeof policyFor>[0] & { accountId: string; bucket: string; prefix: string };
/** Each place with what its account's policy must be, so that its exports can be read and no other object. */
export const toPlaces = <Row extends PlaceRow>(rows: readonly Row[]) =>
  rows.map((row) => ({
    ...row,
    policy: policyFor(
      row,
      rows.filter(({ accountId }) => accountId === row.accountId),
    ),
  }));

export async function addPlace(context: OrgContext, input: z.infer<typeof NewPlace>) {
  const { tx, organization, now } = context;
  const [account] = await tx.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId)).for("update");
  if (!account) throw notFound("The AWS account");
  const [{ places } = { places: 0 }] = await tx.select({ places: count() }).from(costExportPlaces);
  if (places >= PLACES_MAX) throw conflict(`At most ${PLACES_MAX} folders are read. Remove one.`);
  const [made] = await tx
    .insert(costExportPlaces)
    .values({ organizationId: organization.organizationId, ...input, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (!made) throw conflict("This folder is read already.");
  await record(context, "costs.add-export-place", { type: "cost-export-place", id: made.id }, { after: made });
  await later(context, lookForExports, { placeId: made.id }, { key: made.id });
  return { id: made.id };
}

/** What was imported stays; it is removed file by file. */
export async function removePlace(context: OrgContext, id: string) {
  const [removed] = await context.tx.delete(costExportPlaces).where(eq(costExportPlaces.id, id)).returning();
  if (!removed) throw notFound("The folder");
  await record(context, "costs.remove-export-place", { type: "cost-export-place", id }, { before: removed });
  return { id };
}

export async function readPlace(context: OrgContext, id: string) {
  const [place] = await context.tx.select().from(costExportPlaces).where(eq(costExportPlaces.id, id));
  if (!place) throw notFound("The folder");
  await record(context, "costs.read-export-place", { type: "cost-export-place", id }, { bucket: place.bucket });
  return { id, jobId: (await later(context, lookForExports, { placeId: id }, { key: id })).id };
}

/** Each day, every folder of exports. */
export const readExports = job({
  name: "costs.read-exports",
  title: "Look for cost exports",
  input: z.strictObject({}),
  attemptsMax: 4,
  every: { cadence: "day", input: {} },
  async run({ write }): Promise<Outcome> {
    const places = await write(async (org) => {
      const rows = await org.tx.select({ id: costExportPlaces.id }).from(costExportPlaces);
      await laterAll(
        org,
        lookForExports,
        rows.map(({ id }) => ({ input: { placeId: id }, key: id })),
      );
      return rows.length;
    });
    return { done: { places } };
  },
});

const OfPlace = z.object({ placeId: z.uuid() });
type OfPlace = z.infer<typeof OfPlace>;

/** Asks for an import of each billing period whose files are new or have changed. */
export const lookForExports = job<OfPlace>({
  name: "costs.look-for-exports",
  title: "Look for cost exports in a bucket",
  input: OfPlace,
  attemptsMax: 4,
  async run(context): Promise<Outcome> {
    const { read, write, input, now, attempt } = context;
    const opened = await read(
      (db) => [placeWithAccount(db, input.placeId)],
      ([[row]]) => row,
    );
    if (!opened) return { done: { placeId: input.placeId, periods: 0 } };
    const { place, account } = opened;
    try {
      const aws = await openAccount(context.ports, account, now, [place]);
      const found = await findExports(aws, place);
      const fresh = found.filter(({ period, signature }) => place.seen[period] !== signature);
      await write(async (org) => {
        for (const one of fresh.toReversed().slice(0, PERIODS_MAX)) await askForImport(org, place.id, one);
        const problem =
          found.length === 0
            ? `There is no manifest of a cost export under ${place.prefix}. AWS writes the first one within a day.`
            : null;
        await org.tx.update(costExportPlaces).set({ readAt: now, problem }).where(eq(costExportPlaces.id, place.id));
        org.publish({ topic: "costs.synced", data: {} });
      });
      return { done: { placeId: place.id, periods: found.length, fresh: fresh.length } };
    } catch (error) {
      const problem = explainBucket(error, place);
      if (!problem) throw error;
      if (problem.code !== "SERVICE_UNAVAILABLE" || attempt >= lookForExports.attemptsMax)
        await write(async ({ tx, publish }) => {
          await tx
            .update(costExportPlaces)
            .set({ readAt: now, problem: problem.message })
            .where(eq(costExportPlaces.id, place.id));
          publish({ topic: "costs.synced", data: {} });
        });
      throw problem;
    }
  },
});

/** The period is noted as read with the import's row: a file that is refused is not read again before it changes. */
async function askForImport(org: OrgContext, placeId: string, { period, name, files, signature }: Found) {
  const { tx, organization, now, actor } = org;
  const [made] = await tx
    .insert(costImports)
    .values({
      organizationId: organization.organizationId,
      name,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      parts: files.length,
      state: "reading",
      origin: { placeId, period, files },
      createdAt: now,
      createdBy: actor.name,
    })
    .returning();
  if (!made) throw new Error("insert returned no row");
  await tx
    .update(costExportPlaces)
    .set({
      seen: sql`${costExportPlaces.seen} || jsonb_build_object(${period}::text, ${signature}::text)`,
    })
    .where(eq(costExportPlaces.id, placeId));
  await later(org, importFile, { importId: made.id }, { key: made.id });
  await record(
    org,
    "costs.create-import",
    { type: "cost-import", id: made.id },
    { after: { id: made.id, name, period, files: files.length } },
  );
}
