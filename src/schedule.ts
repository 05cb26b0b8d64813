import { lt, sql } from "drizzle-orm";
import * as z from "zod";
import type { Database } from "../db/client.ts";
import { jobs } from "../db/schema/base.ts";
import { mailTokens, sessions, signInAttempts, signInChallenges } from "../db/schema/identity.ts";
import type { AnyJob, Cadence } from "./base/jobs.ts";
import { JOBS } from "./jobs.ts";

/** One request to the database for each organisation of a page. */
const ORGANIZATIONS_PER_PAGE = 100;
const Row = z.object({ id: z.uuid() });

/**
 * What a cron line does: for each organisation, page by page, the recurring jobs of that cadence are asked for.
 * Asking twice is harmless: a job that is still queued or running is the same job.
 */
export async function scheduleCadence(
  database: Database,
  cadence: Cadence,
  now: Date,
  known: readonly AnyJob[] = JOBS,
): Promise<void> {
  const due = known.filter((job) => job.every?.cadence === cadence);
  if (cadence === "hour") await sweep(database, now);
  for (let after: string | null = null; due.length > 0; ) {
    const page: string[] = await organizationsAfter(database, after);
    for (const organizationId of page)
      await database.read(
        { organizationId },
        (db) =>
          due.map((job) =>
            db
              .insert(jobs)
              .values({
                organizationId,
                name: job.name,
                key: cadence,
                input: job.every?.input ?? {},
                attemptsMax: job.attemptsMax,
                dueAt: now,
              })
              .onConflictDoNothing(),
          ),
        () => undefined,
      );
    after = page.at(-1) ?? null;
    if (page.length < ORGANIZATIONS_PER_PAGE) return;
  }
}

async function organizationsAfter(database: Database, after: string | null): Promise<string[]> {
  const { rows } = await database
    .identity()
    .execute(sql`select id from app.organizations_page(${after}::uuid, ${ORGANIZATIONS_PER_PAGE})`);
  return rows.map((row) => Row.parse(row).id);
}

const ATTEMPTS_KEPT_MS = 86_400_000;

/** Ended sessions and expired links go, and failed tries that count no more. */
async function sweep(database: Database, now: Date) {
  await database
    .identity()
    .delete(signInAttempts)
    .where(lt(signInAttempts.lastAt, new Date(now.getTime() - ATTEMPTS_KEPT_MS)));
  await database.identity().delete(sessions).where(sql`${sessions.expiresAt} < ${now}`);
  for (const table of [mailTokens, signInChallenges])
    await database.identity().delete(table).where(lt(table.expiresAt, now));
}
