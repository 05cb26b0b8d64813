import { and, asc, eq, gte, sql } from "drizzle-orm";
import * as z from "zod";
import { entities } from "../../../db/schema/catalog.ts";
import { scorecardDays, scorecardResults, scorecards as table } from "../../../db/schema/scorecards.ts";
import type { OrgContext } from "../../base/context.ts";
import { badRequest, conflict, forbidden, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { PREDICATE_TEXT_MAX } from "../../base/predicate.ts";
import { org, router } from "../../base/trpc.ts";
import { EntityRefInput } from "../../catalog/index.ts";
import { DEFAULTS, type Known, knownScorecards } from "./defaults.ts";
import { type Problem, readScorecard, type Scorecard } from "./definition.ts";
import { standing } from "./judge.ts";
import { judgeScorecardsAgain } from "./judge-all.ts";
import { subjectRows, toSubjects } from "./subjects.ts";

/** The organisation's own, beside the built-in ones. */
const SCORECARDS_MAX = 20;
/** What a preview judges while somebody types. */
const PREVIEW_MAX = 1_000;
const SAMPLE_MAX = 50;
const ENTITIES_MAX = 500;
const HISTORY_DAYS = 90;

const Slug = z.strictObject({ slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/) });
const Definition = z.string().min(1).max(PREDICATE_TEXT_MAX);
const since = (now: Date) => new Date(now.getTime() - HISTORY_DAYS * 86_400_000).toISOString().slice(0, 10);

export const scorecards = router({
  list: org("viewer")
    .meta({ title: "List scorecards" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [
          db.select().from(table).orderBy(asc(table.slug)).limit(SCORECARDS_MAX),
          db
            .select({
              scorecard: scorecardResults.scorecard,
              level: scorecardResults.level,
              entities: sql<number>`count(*)::int`,
              passed: sql<number>`sum(${scorecardResults.passed})::int`,
              total: sql<number>`sum(${scorecardResults.total})::int`,
              judgedAt: sql<Date>`max(${scorecardResults.judgedAt})`.mapWith(scorecardResults.judgedAt),
            })
            .from(scorecardResults)
            .groupBy(scorecardResults.scorecard, scorecardResults.level),
          db
            .select()
            .from(scorecardDays)
            .where(gte(scorecardDays.day, since(ctx.now)))
            .orderBy(asc(scorecardDays.day)),
        ],
        ([rows, counts, days]) => ({
          items: knownScorecards(rows).map((known) => ({
            ...describe(known),
            ...sumUp(
              known.scorecard,
              counts.filter(({ scorecard }) => scorecard === known.slug),
            ),
            history: historyOf(days, known.slug),
          })),
        }),
      ),
    ),

  get: org("viewer")
    .meta({ title: "Show a scorecard" })
    .input(Slug)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [
          db.select().from(table).where(eq(table.slug, input.slug)),
          db
            .select({
              ref: entities.ref,
              title: entities.title,
              kind: entities.kind,
              ownerRef: entities.ownerRef,
              level: scorecardResults.level,
              passed: scorecardResults.passed,
              total: scorecardResults.total,
              missing: scorecardResults.missing,
              judgedAt: scorecardResults.judgedAt,
              changedAt: scorecardResults.changedAt,
            })
            .from(scorecardResults)
            .innerJoin(
              entities,
              and(
                eq(entities.organizationId, scorecardResults.organizationId),
                eq(entities.id, scorecardResults.entityId),
              ),
            )
            .where(eq(scorecardResults.scorecard, input.slug))
            .orderBy(
              sql`${scorecardResults.level} asc nulls first`,
              sql`${scorecardResults.passed}::float8 / ${scorecardResults.total}`,
              asc(entities.ref),
            )
            .limit(ENTITIES_MAX + 1),
          db
            .select()
            .from(scorecardDays)
            .where(and(eq(scorecardDays.scorecard, input.slug), gte(scorecardDays.day, since(ctx.now))))
            .orderBy(asc(scorecardDays.day)),
          db
            .select({
              level: scorecardResults.level,
              entities: sql<number>`count(*)::int`,
              passed: sql<number>`sum(${scorecardResults.passed})::int`,
              total: sql<number>`sum(${scorecardResults.total})::int`,
              judgedAt: sql<Date>`max(${scorecardResults.judgedAt})`.mapWith(scorecardResults.judgedAt),
            })
            .from(scorecardResults)
            .where(eq(scorecardResults.scorecard, input.slug))
            .groupBy(scorecardResults.level),
          db
            .select({
              rule: sql<string>`missed.key`,
              status: sql<"FAIL" | "UNKNOWN">`missed.value`,
              count: sql<number>`count(*)::int`,
            })
            .from(scorecardResults)
            .innerJoin(sql`lateral jsonb_each_text(${scorecardResults.missing}) missed`, sql`true`)
            .where(eq(scorecardResults.scorecard, input.slug))
            .groupBy(sql`missed.key`, sql`missed.value`),
        ],
        ([rows, entityRows, days, counts, missed]) => {
          const known = knownScorecards(rows).find(({ slug }) => slug === input.slug);
          if (!known) throw notFound("The scorecard");
          const of = (rule: string, status: string) =>
            missed.find((row) => row.rule === rule && row.status === status)?.count ?? 0;
          return {
            ...describe(known),
            definition: known.definition,
            ...sumUp(known.scorecard, counts),
            rules: describe(known).rules.map((rule) => ({
              ...rule,
              failing: of(rule.id, "FAIL"),
              unknown: of(rule.id, "UNKNOWN"),
            })),
            entities: entityRows.slice(0, ENTITIES_MAX),
            hasMore: entityRows.length > ENTITIES_MAX,
            history: historyOf(days, input.slug),
          };
        },
      ),
    ),

  /** Judged while it is asked: what a page shows of an entity is never older than the entity. */
  ofEntity: org("viewer")
    .meta({ title: "Show how an entity stands with each scorecard" })
    .input(z.strictObject({ ref: EntityRefInput }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) =>
          [
            db.select().from(table).orderBy(asc(table.slug)).limit(SCORECARDS_MAX),
            ...subjectRows(db, { ref: input.ref }),
          ] as const,
        ([rows, found, out, into, counts]) => {
          const [subject] = toSubjects(ctx.now, found, out, into, counts);
          return {
            items: knownScorecards(rows).flatMap((known) => {
              const stands = subject ? standing(known.scorecard, subject.subject) : null;
              if (!stands) return [];
              const { rules, ...described } = describe(known);
              return [{ ...described, ...stands, rules: rules.map((rule, i) => ({ ...rule, ...stands.rules[i] })) }];
            }),
          };
        },
      ),
    ),

  preview: org("viewer")
    .meta({ title: "Try a scorecard without saving it" })
    .input(z.strictObject({ definition: z.string().max(PREDICATE_TEXT_MAX) }))
    .query(async ({ ctx, input }): Promise<Tried> => {
      const { scorecard, problems } = readScorecard(input.definition);
      if (!scorecard) return { problems, preview: null };
      return ctx.read(
        (db) => subjectRows(db, { after: null, limit: PREVIEW_MAX + 1 }),
        ([rows, out, into, counts]) => ({
          problems,
          preview: tryOut(
            scorecard,
            toSubjects(ctx.now, rows.slice(0, PREVIEW_MAX), out, into, counts),
            rows.length > PREVIEW_MAX,
          ),
        }),
      );
    }),

  save: org("maintainer")
    .meta({ title: "Save a scorecard" })
    .input(z.strictObject({ slug: Slug.shape.slug.optional(), definition: Definition }))
    .mutation(({ ctx, input }) => {
      const { scorecard, problems } = readScorecard(input.definition);
      if (!scorecard) {
        const [first] = problems;
        throw badRequest(`${first?.line ? `Line ${first.line}: ` : ""}${first?.message ?? "This cannot be read."}`, {
          definition: first?.message ?? "not valid",
        });
      }
      return ctx.write((context) => save(context, scorecard, input));
    }),

  remove: org("maintainer")
    .meta({ title: "Remove a scorecard" })
    .input(Slug)
    .mutation(({ ctx, input }) => ctx.write((context) => remove(context, input.slug))),

  judge: org("developer")
    .meta({ title: "Judge scorecards now" })
    .mutation(({ ctx }) =>
      ctx.write(async (context) => {
        const job = await judgeScorecardsAgain(context);
        await record(context, "scorecard.judge", { type: "scorecards" }, { job: job.id });
        return job;
      }),
    ),
});

async function save(
  context: OrgContext,
  scorecard: Scorecard,
  { slug, definition }: { slug?: string | undefined; definition: string },
) {
  const { tx, now, actor, organization } = context;
  if (slug && DEFAULTS.has(slug))
    throw forbidden("A built-in scorecard stays as it is. Save a copy under another title.");
  const rows = await tx.select().from(table).for("update");
  const before = slug ? rows.find((row) => row.slug === slug) : undefined;
  if (slug && !before) throw notFound("The scorecard");
  const changes = { definition, changedBy: actor.name, changedAt: now };
  const chosen = slug ?? slugOf(scorecard.title);
  if (before) {
    const [after] = await tx.update(table).set(changes).where(eq(table.id, before.id)).returning();
    await record(context, "scorecard.change", { type: "scorecard", id: before.id }, { before, after });
  } else {
    if (rows.length >= SCORECARDS_MAX)
      throw conflict(`An organisation has at most ${SCORECARDS_MAX} scorecards. Remove one first.`);
    if (DEFAULTS.has(chosen) || rows.some((row) => row.slug === chosen))
      throw conflict("There is a scorecard of this title. Choose another.");
    const [after] = await tx
      .insert(table)
      .values({ organizationId: organization.organizationId, slug: chosen, ...changes })
      .returning();
    if (!after) throw new Error("the scorecard was not written");
    await record(context, "scorecard.create", { type: "scorecard", id: after.id }, { after });
  }
  await judgeScorecardsAgain(context);
  return { slug: chosen };
}

async function remove(context: OrgContext, slug: string) {
  if (DEFAULTS.has(slug)) throw forbidden("A built-in scorecard cannot be removed.");
  const [gone] = await context.tx.delete(table).where(eq(table.slug, slug)).returning();
  if (!gone) throw notFound("The scorecard");
  await context.tx.delete(scorecardResults).where(eq(scorecardResults.scorecard, slug));
  await context.tx.delete(scorecardDays).where(eq(scorecardDays.scorecard, slug));
  await record(context, "scorecard.remove", { type: "scorecard", id: gone.id }, { before: gone });
  return { slug };
}

function slugOf(title: string): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  if (!slug)
    throw badRequest("The title needs a letter or a digit.", { definition: "title: needs a letter or a digit" });
  return slug;
}

const describe = ({ slug, scorecard: { title, description, levels, rules }, isBuiltIn, changedAt }: Known) => ({
  slug,
  title,
  description,
  levels,
  isBuiltIn,
  changedAt,
  rules: rules.map(({ id, title, level, remedy }) => ({ id, title, level, remedy })),
});

type Count = { level: number | null; entities: number; passed: number; total: number; judgedAt: Date };
/** `score`: the share of rules that pass, over all entities; null = nothing was judged. */
function sumUp({ levels }: Scorecard, counts: readonly Count[]) {
  const at = (level: number | null) => counts.find((row) => row.level === level)?.entities ?? 0;
  const sum = (key: "entities" | "passed" | "total") => counts.reduce((total, row) => total + row[key], 0);
  return {
    judged: sum("entities"),
    score: sum("total") > 0 ? sum("passed") / sum("total") : null,
    byLevel: [{ level: null, count: at(null) }, ...levels.map((level, i) => ({ level, count: at(i) }))],
    judgedAt: counts.reduce<Date | null>(
      (latest, { judgedAt }) => (!latest || judgedAt > latest ? judgedAt : latest),
      null,
    ),
  };
}

const historyOf = (days: readonly (typeof scorecardDays.$inferSelect)[], slug: string) =>
  days.flatMap(({ scorecard, day, passed, total, entities, levels }) =>
    scorecard === slug ? [{ day, entities, levels, score: total > 0 ? passed / total : null }] : [],
  );

type Tried = { problems: Problem[]; preview: ReturnType<typeof tryOut> | null };

function tryOut(scorecard: Scorecard, subjects: ReturnType<typeof toSubjects>, hasMore: boolean) {
  const standings = subjects.flatMap(({ entity, subject }) => {
    const stands = standing(scorecard, subject);
    return stands ? [{ ref: entity.ref, title: entity.title, kind: entity.kind, ...stands }] : [];
  });
  const count = (level: number | null) => standings.filter((each) => each.level === level).length;
  return {
    levels: scorecard.levels,
    judged: standings.length,
    of: subjects.length,
    hasMore,
    byLevel: [{ level: null, count: count(null) }, ...scorecard.levels.map((level, i) => ({ level, count: count(i) }))],
    rules: scorecard.rules.map(({ id, title, level }, i) => {
      const statuses = standings.map(({ rules }) => rules[i]?.status);
      return {
        id,
        title,
        level,
        failing: statuses.filter((s) => s === "FAIL").length,
        unknown: statuses.filter((s) => s === "UNKNOWN").length,
      };
    }),
    /** The worst first, each with why. */
    sample: standings
      .sort((a, b) => (a.level ?? -1) - (b.level ?? -1) || a.passed - b.passed)
      .slice(0, SAMPLE_MAX)
      .map(({ rules, ...each }) => ({ ...each, missing: rules.filter(({ status }) => status !== "PASS") })),
  };
}
