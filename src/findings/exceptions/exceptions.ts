import { and, asc, count, desc, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { findingExceptions, findings } from "../../../db/schema/findings.ts";
import { users } from "../../../db/schema/identity.ts";
import { awsAccounts, resources } from "../../../db/schema/inventory.ts";
import { memberships } from "../../../db/schema/organizations.ts";
import type { OrgContext } from "../../base/context.ts";
import { badRequest, conflict, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { job, later } from "../../base/jobs.ts";
import { RULE_BY_ID } from "../list.ts";
import { ownRule } from "../read-rules.ts";
import { accept } from "./accept.ts";
import { inScope, type Scope, STARS_MAX } from "./scope.ts";

export const DAYS_MAX = 365;
const DAY_MS = 86_400_000;
const ACTIVE_MAX = 500;
const SHOWN_MAX = 20;

const text = (max: number) => z.string().trim().min(1).max(max).nullable().default(null);
const scope = {
  ruleId: z.string().max(60),
  accountId: z.uuid().nullable().default(null),
  region: text(40),
  arnPattern: text(2048).refine((pattern) => (pattern?.match(/\*+/g) ?? []).length <= STARS_MAX, {
    error: `Use at most ${STARS_MAX} stars.`,
  }),
  tagKey: text(128),
  tagValue: z.string().max(256).nullable().default(null),
};
const TAG = { path: ["tagKey"], error: "A value needs the key of its tag." };
export const ExceptionScope = z
  .strictObject(scope)
  .refine(({ tagKey, tagValue }) => tagKey !== null || tagValue === null, TAG);
const reason = z.string().trim().min(10, "Say in a sentence why it is accepted.").max(1000);
export const NewException = z
  .strictObject({
    ...scope,
    reason,
    /** A maintainer or an owner, who answers for it. */
    approverId: z.uuid(),
    endsAt: z.coerce.date(),
  })
  .refine(({ tagKey, tagValue }) => tagKey !== null || tagValue === null, TAG);
/** Of each finding its own exception: nothing beside the chosen ones is hidden. */
const EACH_MAX = 50;
export const ExceptionOfEach = z.strictObject({
  ids: z.array(z.uuid()).min(1, "Choose at least one finding.").max(EACH_MAX, `At most ${EACH_MAX} findings at once.`),
  reason,
  approverId: z.uuid(),
  endsAt: z.coerce.date(),
});
export const ExceptionId = z.strictObject({ id: z.uuid() });
export const ExceptionIds = z.strictObject({ ids: z.array(z.uuid()).min(1).max(EACH_MAX) });
export const ExceptionsInput = z.strictObject({ state: z.enum(["active", "ended"]).default("active") });

/** How many open findings a scope would hide, by severity, and the worst of them. */
export const previewQueries = (db: ReadDb, input: Scope) => {
  const hidden = and(eq(findings.state, "open"), isNull(findings.exceptionId), inScope(input));
  return [
    db
      .select({ severity: findings.severity, count: count() })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(hidden)
      .groupBy(findings.severity),
    db
      .select({ id: findings.id, name: resources.name, region: resources.region, arn: resources.arn })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(hidden)
      .orderBy(asc(resources.name), asc(findings.id))
      .limit(SHOWN_MAX),
  ] as const;
};

export async function except(
  context: OrgContext,
  { endsAt, approverId, reason, ...input }: z.infer<typeof NewException>,
) {
  const { tx, organization, actor, now, publish } = context;
  if (!RULE_BY_ID.has(input.ruleId) && !(await ownRule(context, input.ruleId))) throw notFound("The rule");
  const days = (endsAt.getTime() - now.getTime()) / DAY_MS;
  if (days <= 0) throw badRequest("An exception ends in the future.", { endsAt: "in the past" });
  if (days > DAYS_MAX)
    throw badRequest(`An exception ends within ${DAYS_MAX} days. It can be made again then.`, { endsAt: "too late" });
  const [approver] = await tx
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.userId, approverId), inArray(memberships.role, ["maintainer", "owner"])));
  if (!approver) throw badRequest("Only a maintainer or an owner can approve an exception.", { approverId: "may not" });
  const active = await tx.select({ count: count() }).from(findingExceptions).where(isNull(findingExceptions.endedAt));
  if ((active[0]?.count ?? 0) >= ACTIVE_MAX)
    throw conflict(`There are ${ACTIVE_MAX} exceptions, which is the limit. End some first.`);
  const row = { ...input, reason, approverId, approver: approver.name, endsAt };
  const [after] = await tx
    .insert(findingExceptions)
    .values({ ...row, organizationId: organization.organizationId, createdBy: actor.name, createdAt: now })
    .returning();
  if (!after) throw new Error("insert returned no row");
  const { id } = after;
  const hidden = await accept(context, { ruleId: input.ruleId });
  await record(context, "exception.create", { type: "exception", id }, { after, findings: hidden.length });
  await later(context, END_EXCEPTION, { id }, { key: id, dueAt: endsAt });
  publish({ topic: "findings.changed", data: { changed: hidden.length } });
  return { id, hidden: hidden.length };
}

/** The same reason and day for each of several findings. @returns the exceptions, so that it can be undone. */
export async function exceptEach(context: OrgContext, { ids, ...same }: z.infer<typeof ExceptionOfEach>) {
  const unique = [...new Set(ids)];
  const chosen = await context.tx
    .select({ ruleId: findings.ruleId, arn: resources.arn, state: findings.state, exceptionId: findings.exceptionId })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(inArray(findings.id, unique))
    .orderBy(findings.id);
  if (chosen.length < unique.length) throw notFound(unique.length === 1 ? "The finding" : "One of the findings");
  if (chosen.some(({ state, exceptionId }) => state !== "open" || exceptionId !== null))
    throw conflict("One of the findings is not open, or accepted already. Choose again.");
  const made: { id: string; hidden: number }[] = [];
  const everywhere = { accountId: null, region: null, tagKey: null, tagValue: null };
  for (const { ruleId, arn } of chosen)
    made.push(await except(context, { ...everywhere, ...same, ruleId, arnPattern: arn }));
  return { ids: made.map(({ id }) => id), hidden: made.reduce((sum, { hidden }) => sum + hidden, 0) };
}

/** Before its day. @returns how many findings are open again. */
export async function endException(context: OrgContext, id: string) {
  const { tx, actor } = context;
  const [before] = await tx
    .select()
    .from(findingExceptions)
    .where(and(eq(findingExceptions.id, id), isNull(findingExceptions.endedAt)))
    .for("update");
  if (!before) throw notFound("The exception");
  return end(context, before, actor.name);
}

/** Takes back what `exceptEach` has made, all or nothing. */
export async function endEach(context: OrgContext, { ids }: z.infer<typeof ExceptionIds>) {
  let reopened = 0;
  for (const id of [...new Set(ids)].sort()) reopened += (await endException(context, id)).reopened;
  return { reopened };
}

/** `endedBy`: null on its day. */
async function end(context: OrgContext, before: typeof findingExceptions.$inferSelect, endedBy: string | null) {
  const { tx, now } = context;
  const { id, ruleId } = before;
  const [after] = await tx
    .update(findingExceptions)
    .set({ endedAt: now, endedBy })
    .where(eq(findingExceptions.id, id))
    .returning();
  const changed = await accept(context, { ruleId });
  const open = changed.filter(({ exceptionId }) => exceptionId === null).length;
  await record(context, "exception.end", { type: "exception", id }, { ruleId, reopened: open, before, after });
  context.publish({ topic: "findings.changed", data: { changed: changed.length } });
  return { id, reopened: open };
}

export const END_EXCEPTION = { name: "findings.end-exception", attemptsMax: 10 };

/** On its day: what it accepted is open again, by itself. One that was ended before has nothing left to do. */
export const endOnItsDay = job({
  ...END_EXCEPTION,
  title: "End an exception",
  input: ExceptionId,
  async run({ write, input, now }) {
    const outcome = await write(async (context) => {
      const [before] = await context.tx
        .select()
        .from(findingExceptions)
        .where(
          and(
            eq(findingExceptions.id, input.id),
            isNull(findingExceptions.endedAt),
            lte(findingExceptions.endsAt, now),
          ),
        )
        .for("update");
      return before ? end(context, before, null) : { reopened: 0 };
    });
    return { done: { reopened: outcome.reopened } };
  },
});

export const exceptionsPage = (db: ReadDb, { state }: z.infer<typeof ExceptionsInput>) =>
  [
    db
      .select({
        id: findingExceptions.id,
        ruleId: findingExceptions.ruleId,
        account: { id: awsAccounts.id, name: awsAccounts.name },
        region: findingExceptions.region,
        arnPattern: findingExceptions.arnPattern,
        tagKey: findingExceptions.tagKey,
        tagValue: findingExceptions.tagValue,
        reason: findingExceptions.reason,
        approver: findingExceptions.approver,
        createdBy: findingExceptions.createdBy,
        createdAt: findingExceptions.createdAt,
        endsAt: findingExceptions.endsAt,
        endedAt: findingExceptions.endedAt,
        endedBy: findingExceptions.endedBy,
        hides: sql<number>`(select count(*) from ${findings} f where f.exception_id = ${findingExceptions.id})::int`,
      })
      .from(findingExceptions)
      .leftJoin(awsAccounts, eq(awsAccounts.id, findingExceptions.accountId))
      .where(state === "active" ? isNull(findingExceptions.endedAt) : sql`${findingExceptions.endedAt} is not null`)
      .orderBy(
        state === "active" ? asc(findingExceptions.endsAt) : desc(findingExceptions.endedAt),
        asc(findingExceptions.id),
      )
      .limit(ACTIVE_MAX),
  ] as const;

export const withTitle = <Row extends { ruleId: string }>(rows: readonly Row[]) =>
  rows.map((row) => ({ ...row, title: RULE_BY_ID.get(row.ruleId)?.title ?? row.ruleId }));
