import { and, asc, eq, isNull, lt, or } from "drizzle-orm";
import * as z from "zod";
import { catalogLocations, entities } from "../../db/schema/catalog.ts";
import { type JobContext, job, later } from "../base/jobs.ts";
import { WebError } from "../ports/web.ts";
import { resolveAddress } from "./addresses.ts";
import { readDocsSoon } from "./docs/read-docs.ts";
import { fetchFile } from "./fetch-file.ts";
import { countChanges, type Imported, importFile, prepare } from "./import.ts";
import { type Location, listUnder, READ_LOCATION, REFRESH_LOCATIONS, REFRESH_MS, ReadLocation } from "./locations.ts";
import type { ReadEntity } from "./read-yaml.ts";
import { type Reader, readerOf } from "./reader.ts";

/** Files of one run of the refresh, and how many are asked for at once. */
const FILES_PER_RUN = 30;
const BESIDE = 3;
/** A Location lists files one by one here; patterns are for discovery. */
const TARGETS_MAX = 500;

/** Reads one registered file: what it declares comes in, what it no longer lists becomes an orphan. */
export const readLocation = job({
  ...READ_LOCATION,
  title: "Read a registered catalog file",
  input: ReadLocation,
  async run(context) {
    const location = await context.read(
      (db) => [db.select().from(catalogLocations).where(eq(catalogLocations.id, context.input.id))],
      ([[row]]) => row,
    );
    if (!location) return { done: { forgotten: true } };
    const done = await readOne(context, await readerOf(context), location);
    // Its server may be well in a minute; a file that is wrong is not.
    if (done.failure === "unavailable") throw new WebError("unavailable", String(done.problem));
    return { done };
  },
});

/** Each hour, every registered file is read again; an unchanged one costs a question to its server. */
export const refreshLocations = job({
  ...REFRESH_LOCATIONS,
  title: "Read registered catalog files again",
  input: z.strictObject({}),
  async run(context) {
    const before = new Date(context.now.getTime() - REFRESH_MS * 0.9);
    const due = await context.read(
      (db) => [
        db
          .select()
          .from(catalogLocations)
          .where(
            and(
              eq(catalogLocations.type, "url"),
              or(isNull(catalogLocations.triedAt), lt(catalogLocations.triedAt, before)),
            ),
          )
          .orderBy(asc(catalogLocations.id))
          .limit(FILES_PER_RUN),
      ],
      ([rows]) => rows,
    );
    const reader = due.length > 0 ? await readerOf(context) : null;
    for (let at = 0; reader && at < due.length; at += BESIDE)
      await Promise.all(due.slice(at, at + BESIDE).map((location) => readOne(context, reader, location)));
    if (due.length === FILES_PER_RUN) return { again: 0 };
    return {
      done: { files: due.length },
      last: async (org) => {
        const [any] = await org.tx
          .select({ id: catalogLocations.id })
          .from(catalogLocations)
          .where(eq(catalogLocations.type, "url"))
          .limit(1);
        if (any) await later(org, REFRESH_LOCATIONS, {}, { key: "", dueAt: new Date(org.now.getTime() + REFRESH_MS) });
      },
    };
  },
});

type Writer = Pick<JobContext<unknown>, "write" | "now">;

/** A file that cannot be read keeps what it declared before, and says why. */
async function readOne({ write, now }: Writer, reader: Reader, location: Location): Promise<Record<string, unknown>> {
  const note = (change: Partial<Location>) =>
    write(async ({ tx, publish }) => {
      await tx
        .update(catalogLocations)
        .set({ triedAt: now, ...change })
        .where(eq(catalogLocations.id, location.id));
      publish({ topic: "catalog.changed", data: {} });
    });
  try {
    const fetched = await fetchFile(reader, location.target, location.problem ? null : location.etag);
    if (fetched.isSame) {
      await note({ readAt: now });
      return { same: true };
    }
    const { file, etag } = fetched;
    const prepared = await prepare(file.entities);
    const imported = await write(async (org): Promise<Imported> => {
      const done = await importFile(org, { type: "url", target: location.target }, file, prepared);
      if (!done.isSaved) return done;
      await org.tx.update(catalogLocations).set({ etag }).where(eq(catalogLocations.id, location.id));
      await listUnder(org, location.id, targetsOf(file.entities, location.target));
      await readDocsSoon(org, [location.id]);
      return done;
    });
    if (imported.isSaved) return countChanges(imported.entities);
    const { problems } = imported;
    await note({
      problem: problems.length === 1 ? "One line is wrong." : `${problems.length} lines are wrong.`,
      problems,
    });
    return { problems: problems.length };
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    await note({ problem: error.message, problems: [] });
    if (error.failure === "absent")
      await write(async ({ tx }) => {
        await tx
          .update(entities)
          .set({ orphanedAt: now, changedAt: now })
          .where(and(eq(entities.locationId, location.id), isNull(entities.orphanedAt)));
      });
    return { problem: error.message, failure: error.failure };
  }
}

/** What the Location entities of a file point at, as addresses. */
export function targetsOf(read: readonly ReadEntity[], base: string): string[] {
  const targets = read
    .filter(({ entity }) => entity.kind === "Location")
    .flatMap(({ entity: { spec } }) => [spec?.target, ...(Array.isArray(spec?.targets) ? spec.targets : [])])
    .flatMap((target) => (typeof target === "string" ? [resolveAddress(target, base)] : []))
    .filter((target) => target !== null && target.length <= 2_000 && target !== base);
  return [...new Set(targets)].filter((target) => target !== null).slice(0, TARGETS_MAX);
}
