import { and, asc, count, eq, inArray, isNull, ne, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { catalogLocations, entities } from "../../db/schema/catalog.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type Job, later, laterAll, supersede } from "../base/jobs.ts";

/** Registered addresses of one organisation; each is read again every hour. */
const LOCATIONS_MAX = 20_000;
export const REFRESH_MS = 3_600_000;

/** Reads one address now. */
export const READ_LOCATION = { name: "catalog.read", attemptsMax: 4 } satisfies Partial<Job>;
export const ReadLocation = z.strictObject({ id: z.uuid() });
/** Reads what has not been read for an hour, and asks for itself again while there is anything registered. */
export const REFRESH_LOCATIONS = { name: "catalog.refresh", attemptsMax: 4 } satisfies Partial<Job>;

export type Location = typeof catalogLocations.$inferSelect;

/**
 * An address that stays: a job reads it now, and again each hour. `parentId`: the file whose Location entity lists it.
 * Throws a conflict when it is registered already.
 */
export async function registerLocation(context: OrgContext, target: string): Promise<Location> {
  const { tx, organization, actor } = context;
  const [{ total } = { total: 0 }] = await tx.select({ total: count() }).from(catalogLocations);
  if (total >= LOCATIONS_MAX) throw conflict(`At most ${LOCATIONS_MAX} addresses are registered.`);
  const [row] = await tx
    .insert(catalogLocations)
    .values({ organizationId: organization.organizationId, type: "url", target, readBy: actor.name })
    .onConflictDoNothing()
    .returning();
  if (!row) throw conflict(`Location url:${target} already exists`);
  await record(context, "catalog.register", { type: "location", id: row.id }, { after: row });
  await readSoon(context, row.id);
  await later(context, REFRESH_LOCATIONS, {}, { key: "", dueAt: new Date(context.now.getTime() + REFRESH_MS) });
  context.publish({ topic: "catalog.changed", data: {} });
  return row;
}

/** Reads an address as soon as a worker is free, also while a reading of it is under way: that one loses its lease. */
export async function readSoon(context: OrgContext, id: string) {
  await supersede(context, READ_LOCATION.name, id);
  await later(context, READ_LOCATION, { id }, { key: id });
}

/** Forgets a file, what it lists, and everything that they declared. @returns false when there is none. */
export async function removeLocation(context: OrgContext, id: string): Promise<boolean> {
  const [gone] = await context.tx.delete(catalogLocations).where(eq(catalogLocations.id, id)).returning();
  if (!gone) return false;
  await record(context, "catalog.forget", { type: "location", id }, { before: gone });
  context.publish({ topic: "catalog.changed", data: {} });
  return true;
}

/** Registers another address in the place of one; what the old one declared stays as orphans until it is declared again. */
export async function moveLocation(context: OrgContext, id: string, target: string) {
  const { tx, now } = context;
  const [before] = await tx
    .select()
    .from(catalogLocations)
    .where(and(eq(catalogLocations.id, id), eq(catalogLocations.type, "url")))
    .for("update");
  if (!before) throw notFound("The location");
  const [taken] = await tx
    .select({ id: catalogLocations.id })
    .from(catalogLocations)
    .where(and(eq(catalogLocations.type, "url"), eq(catalogLocations.target, target), ne(catalogLocations.id, id)));
  if (taken) throw conflict(`Location url:${target} already exists`);
  const [after] = await tx
    .update(catalogLocations)
    .set({ target, etag: null, readAt: null, problem: null, problems: [] })
    .where(eq(catalogLocations.id, id))
    .returning();
  await tx
    .update(entities)
    .set({ orphanedAt: now, changedAt: now })
    .where(and(eq(entities.locationId, id), isNull(entities.orphanedAt)));
  await record(context, "catalog.move", { type: "location", id }, { before, after });
  await readSoon(context, id);
}

/**
 * The addresses that the Location entities of a file list now: new ones are registered under it and read; those that it
 * no longer lists are forgotten, and what they declared stays as orphans.
 */
export async function listUnder(context: OrgContext, parentId: string, targets: readonly string[]) {
  const { tx, now } = context;
  const dropped = await tx
    .select({ id: catalogLocations.id })
    .from(catalogLocations)
    .where(
      and(
        eq(catalogLocations.parentId, parentId),
        targets.length ? notInArray(catalogLocations.target, [...targets]) : undefined,
      ),
    );
  if (dropped.length > 0) {
    const ids = dropped.map(({ id }) => id);
    await tx
      .update(entities)
      .set({ orphanedAt: now, changedAt: now, locationId: null })
      .where(and(inArray(entities.locationId, ids), isNull(entities.orphanedAt)));
    await tx.update(entities).set({ locationId: null }).where(inArray(entities.locationId, ids));
    await tx.delete(catalogLocations).where(inArray(catalogLocations.id, ids));
  }
  await registerAll(context, targets, parentId);
}

/** Registers those that are new, under the file that lists them or for themselves, and reads them. @returns how many. */
export async function registerAll(
  context: OrgContext,
  targets: readonly string[],
  parentId: string | null = null,
): Promise<number> {
  if (targets.length === 0) return 0;
  const { tx, organization, actor, now } = context;
  const [{ total } = { total: 0 }] = await tx.select({ total: count() }).from(catalogLocations);
  const room = targets.slice(0, Math.max(0, LOCATIONS_MAX - total));
  if (room.length === 0) return 0;
  const fresh = await tx
    .insert(catalogLocations)
    .values(
      room.map((target) => ({
        organizationId: organization.organizationId,
        type: "url" as const,
        target,
        parentId,
        readBy: actor.name,
      })),
    )
    // One that somebody has registered stays theirs, and a circle ends where it meets itself.
    .onConflictDoNothing()
    .returning({ id: catalogLocations.id });
  await laterAll(
    context,
    READ_LOCATION,
    fresh.map(({ id }) => ({ input: { id }, key: id })),
  );
  if (fresh.length > 0)
    await later(context, REFRESH_LOCATIONS, {}, { key: "", dueAt: new Date(now.getTime() + REFRESH_MS) });
  return fresh.length;
}

/** Every file of the catalogue, with how much of it is in and what is wrong with it. */
export const locationsPage = (db: ReadDb, limit: number) =>
  [
    db
      .select({
        id: catalogLocations.id,
        type: catalogLocations.type,
        target: catalogLocations.target,
        readAt: catalogLocations.readAt,
        readBy: catalogLocations.readBy,
        triedAt: catalogLocations.triedAt,
        problem: catalogLocations.problem,
        problems: catalogLocations.problems,
        parentId: catalogLocations.parentId,
        entities: sql<number>`(select count(*)::int from ${entities} e where e.location_id = catalog_locations.id and e.orphaned_at is null)`,
        orphans: sql<number>`(select count(*)::int from ${entities} e where e.location_id = catalog_locations.id and e.orphaned_at is not null)`,
      })
      .from(catalogLocations)
      .orderBy(sql`${catalogLocations.problem} is null`, asc(catalogLocations.target))
      .limit(limit),
    db.select({ total: count() }).from(catalogLocations),
  ] as const;
