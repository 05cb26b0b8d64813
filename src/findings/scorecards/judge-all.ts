import { and, eq, inArray, lte, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import { jobs } from "../../../db/schema/base.ts";
import { scorecardDays, scorecardResults, scorecards } from "../../../db/schema/scorecards.ts";
import type { OrgContext } from "../../base/context.ts";
import { sha256 } from "../../base/crypto.ts";
import { record } from "../../base/events.ts";
import { job, later, progress } from "../../base/jobs.ts";
import { type Known, knownScorecards } from "./defaults.ts";
import { type Standing, standing } from "./judge.ts";
import { type Entity, subjectRows, toSubjects } from "./subjects.ts";

const PAGE = 500;
/** Bounds one run; the next goes on after the last reference. */
const PAGES_PER_RUN = 20;
/** A scorecard of the organisation that moves everybody is one event, not thousands. */
const EVENTS_MAX = 20;

const DISCOVERY = "inventory.discover-";
const DISCOVERY_WAIT_MS = 5_000;

const Input = z.object({ after: z.string().nullable() });
export const JUDGE_SCORECARDS = { name: "findings.scorecards", attemptsMax: 4 };

/** Judges every entity by every scorecard, and keeps how the day stands. */
export const judgeScorecards = job({
  ...JUDGE_SCORECARDS,
  title: "Judge scorecards",
  input: Input,
  every: { cadence: "hour", input: { after: null } },
  async run({ read, write, input, jobId, now }) {
    const { known, isDiscovering } = await read(
      (db) => [
        db.select().from(scorecards),
        db
          .select({ id: jobs.id })
          .from(jobs)
          .where(
            and(sql`${jobs.name} ^@ ${DISCOVERY}`, inArray(jobs.state, ["queued", "running"]), lte(jobs.dueAt, now)),
          )
          .limit(1),
      ],
      ([rows, discovering]) => ({ known: knownScorecards(rows), isDiscovering: discovering.length > 0 }),
    );
    // Half of the findings would be a day's history that says nothing.
    if (isDiscovering && input.after === null)
      return { again: DISCOVERY_WAIT_MS, progress: { done: 0, total: null, message: "Waiting for the discovery" } };
    const hashes = new Map(
      await Promise.all(known.map(async ({ slug, definition }) => [slug, await sha256(definition)] as const)),
    );
    let after = input.after;
    let judged = 0;
    for (let page = 0; page < PAGES_PER_RUN; page++) {
      const subjects = await read(
        (db) => subjectRows(db, { after, limit: PAGE }),
        ([rows, out, into, counts]) => toSubjects(now, rows, out, into, counts),
      );
      const standings = subjects.flatMap(({ entity, subject }) =>
        known.map((each) => ({ entity, known: each, standing: standing(each.scorecard, subject) })),
      );
      judged += subjects.length;
      await write(async (org) => {
        await store(
          org,
          subjects.map(({ entity }) => entity.id),
          standings,
          hashes,
        );
        await progress(org, jobId, { done: judged, total: null, message: "Judging entities" });
      });
      after = subjects.at(-1)?.entity.ref ?? null;
      if (subjects.length < PAGE) return { done: { judged }, last: (org) => closeDay(org, known) };
    }
    return {
      done: { judged, goesOnAfter: after },
      last: (org) => later(org, JUDGE_SCORECARDS, { after }, { key: `after ${after}` }),
    };
  },
});

/** The words of a scorecard, or what the rules read, have changed. */
export const judgeScorecardsAgain = (org: OrgContext) =>
  later(org, JUDGE_SCORECARDS, { after: null }, { key: "asked" });

type Judged = { entity: Entity; known: Known; standing: Standing | null };

async function store(
  org: OrgContext,
  ids: readonly string[],
  all: readonly Judged[],
  hashes: ReadonlyMap<string, string>,
) {
  if (ids.length === 0) return;
  const { tx, now, organization } = org;
  const before = new Map(
    (
      await tx
        .select()
        .from(scorecardResults)
        .where(inArray(scorecardResults.entityId, [...ids]))
    ).map((row) => [`${row.scorecard} ${row.entityId}`, row]),
  );
  const kept = all.flatMap((each) => (each.standing ? [{ ...each, standing: each.standing }] : []));
  const rows = kept.map(({ entity, known, standing: { level, passed, total, rules } }) => {
    const last = before.get(`${known.slug} ${entity.id}`);
    return {
      organizationId: organization.organizationId,
      scorecard: known.slug,
      entityId: entity.id,
      level,
      passed,
      total,
      missing: Object.fromEntries(
        rules.flatMap(({ id, status }) => (status === "PASS" ? [] : [[id, status] as const])),
      ),
      judgedBy: hashes.get(known.slug) ?? "",
      judgedAt: now,
      changedAt: last && last.level === level ? last.changedAt : now,
    };
  });
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  if (rows.length > 0)
    await tx
      .insert(scorecardResults)
      .values(rows)
      .onConflictDoUpdate({
        target: [scorecardResults.organizationId, scorecardResults.scorecard, scorecardResults.entityId],
        set: {
          level: taken("level"),
          passed: taken("passed"),
          total: taken("total"),
          missing: taken("missing"),
          judgedBy: taken("judged_by"),
          judgedAt: taken("judged_at"),
          changedAt: taken("changed_at"),
        },
      });
  // What a scorecard no longer says anything about keeps no level.
  for (const { slug } of new Set(all.map(({ known }) => known))) {
    const still = kept.filter(({ known }) => known.slug === slug).map(({ entity }) => entity.id);
    const gone = ids.filter((id) => !still.includes(id) && before.has(`${slug} ${id}`));
    if (gone.length > 0)
      await tx
        .delete(scorecardResults)
        .where(and(eq(scorecardResults.scorecard, slug), inArray(scorecardResults.entityId, gone)));
  }
  await tellMoves(org, kept, before, hashes);
}

/** An entity that rises or falls by its own doing has that in its activity. */
async function tellMoves(
  org: OrgContext,
  kept: readonly (Judged & { standing: Standing })[],
  before: ReadonlyMap<string, { level: number | null; judgedBy: string }>,
  hashes: ReadonlyMap<string, string>,
) {
  const moved = kept.filter(({ entity, known, standing: { level } }) => {
    const last = before.get(`${known.slug} ${entity.id}`);
    return last && last.level !== level && last.judgedBy === hashes.get(known.slug);
  });
  for (const {
    entity,
    known,
    standing: { level },
  } of moved.slice(0, EVENTS_MAX))
    await record(
      org,
      "scorecard.level",
      { type: "entity", id: entity.id },
      {
        ref: entity.ref,
        scorecard: known.scorecard.title,
        level: level === null ? null : known.scorecard.levels[level],
      },
    );
  if (moved.length > EVENTS_MAX)
    await record(org, "scorecard.levels", { type: "scorecards" }, { moved: moved.length, told: EVENTS_MAX });
  if (moved.length > 0) org.publish({ topic: "findings.changed", data: { moved: moved.length } });
}

/** One row per scorecard and day; a later run of the same day writes over it. */
async function closeDay({ tx, now, organization, publish }: OrgContext, known: readonly Known[]) {
  const slugs = known.map(({ slug }) => slug);
  await tx.delete(scorecardResults).where(notInArray(scorecardResults.scorecard, slugs));
  const counts = await tx
    .select({
      scorecard: scorecardResults.scorecard,
      level: scorecardResults.level,
      entities: sql<number>`count(*)::int`,
      passed: sql<number>`sum(${scorecardResults.passed})::int`,
      total: sql<number>`sum(${scorecardResults.total})::int`,
    })
    .from(scorecardResults)
    .groupBy(scorecardResults.scorecard, scorecardResults.level);
  const rows = known.map(({ slug, scorecard }) => {
    const own = counts.filter((row) => row.scorecard === slug);
    const sum = (key: "entities" | "passed" | "total") => own.reduce((total, row) => total + row[key], 0);
    return {
      organizationId: organization.organizationId,
      scorecard: slug,
      day: now.toISOString().slice(0, 10),
      entities: sum("entities"),
      passed: sum("passed"),
      total: sum("total"),
      levels: Object.fromEntries(
        own.map(({ level, entities }) => [level === null ? "" : (scorecard.levels[level] ?? ""), entities]),
      ),
    };
  });
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  await tx
    .insert(scorecardDays)
    .values(rows)
    .onConflictDoUpdate({
      target: [scorecardDays.organizationId, scorecardDays.scorecard, scorecardDays.day],
      set: { entities: taken("entities"), passed: taken("passed"), total: taken("total"), levels: taken("levels") },
    });
  publish({ topic: "findings.changed", data: { scorecards: known.length } });
}
