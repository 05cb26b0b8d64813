import { and, desc, eq, inArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { findings, SAVING_STATES, savingActions } from "../../../db/schema/findings.ts";
import { resources } from "../../../db/schema/inventory.ts";
import type { OrgContext } from "../../base/context.ts";
import { conflict } from "../../base/errors.ts";
import { after, Page, toPage } from "../../base/pages.ts";
import { FINDINGS_AT_ONCE_MAX, remember } from "../lifecycle.ts";
import { RULES } from "../rules/index.ts";

const ids = z.array(z.uuid()).min(1, "Choose at least one saving.").max(FINDINGS_AT_ONCE_MAX);
export const SavingIds = z.strictObject({ ids });
export const SavingPlan = z.strictObject({ ids, note: z.string().trim().max(500).default("") });
export const SavingReport = z.strictObject({ ...Page.shape, state: z.array(z.enum(SAVING_STATES)).max(4).optional() });

/** "We will do it": from then on its amount stands in the report, whatever the rule says later. */
export async function planSavings(context: OrgContext, { ids, note }: z.infer<typeof SavingPlan>) {
  const { tx, organization, actor, now } = context;
  const open = await tx
    .select({
      id: findings.id,
      savingMonthly: findings.savingMonthly,
      currency: findings.currency,
      evidence: findings.evidence,
      arn: resources.arn,
      nativeId: resources.nativeId,
    })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(and(inArray(findings.id, ids), eq(findings.pack, "savings"), eq(findings.state, "open")))
    .orderBy(findings.id)
    .for("update", { of: findings });
  if (open.length < new Set(ids).size) throw conflict("One of these is no open saving any more. Load the page again.");
  const rows = await tx
    .insert(savingActions)
    .values(
      open.map((row) => ({
        organizationId: organization.organizationId,
        findingId: row.id,
        state: "planned" as const,
        expectedMonthly: row.savingMonthly ?? "0",
        currency: row.currency ?? "USD",
        resourceIds: [row.arn, row.nativeId, ...attachedTo(row.evidence)],
        plannedBy: actor.name,
        plannedAt: now,
        note,
      })),
    )
    // What came back is planned anew; what is planned or done already stays as it is.
    .onConflictDoUpdate({
      target: [savingActions.organizationId, savingActions.findingId],
      set: {
        state: "planned",
        expectedMonthly: sql`excluded.expected_monthly`,
        currency: sql`excluded.currency`,
        resourceIds: sql`excluded.resource_ids`,
        plannedBy: actor.name,
        plannedAt: now,
        note,
        doneBy: null,
        doneAt: null,
        beforeDaily: null,
        afterDaily: null,
        realisedMonthly: null,
        waitsFor: "",
        settledAt: null,
      },
      setWhere: sql`${savingActions.state} in ('verified', 'regressed')`,
    })
    .returning({ id: savingActions.findingId });
  await remember(context, "plan", rows, note ? { note } : {});
  return { changed: rows.map(({ id }) => id) };
}

/** "It is done": the bill of the next two weeks will say. */
export async function savingsDone(context: OrgContext, { ids }: z.infer<typeof SavingIds>) {
  const { tx, actor, now } = context;
  const rows = await tx
    .update(savingActions)
    .set({ state: "done", doneBy: actor.name, doneAt: now, waitsFor: "The bill of the two weeks after it." })
    .where(and(inArray(savingActions.findingId, ids), eq(savingActions.state, "planned")))
    .returning({ id: savingActions.findingId });
  if (rows.length === 0) throw conflict("Plan it first: only what is planned can be done.");
  await remember(context, "done", rows, {});
  return { changed: rows.map(({ id }) => id) };
}

/** One step back: what was done is planned again, what was planned is open again. */
export async function undoSavings(context: OrgContext, { ids }: z.infer<typeof SavingIds>) {
  const { tx } = context;
  const removed = await tx
    .delete(savingActions)
    .where(and(inArray(savingActions.findingId, ids), eq(savingActions.state, "planned")))
    .returning({ id: savingActions.findingId });
  const back = await tx
    .update(savingActions)
    .set({
      state: "planned",
      doneBy: null,
      doneAt: null,
      beforeDaily: null,
      afterDaily: null,
      realisedMonthly: null,
      waitsFor: "",
      settledAt: null,
    })
    .where(and(inArray(savingActions.findingId, ids), inArray(savingActions.state, ["done", "verified", "regressed"])))
    .returning({ id: savingActions.findingId });
  const changed = [...removed, ...back.filter(({ id }) => !removed.some((one) => one.id === id))];
  if (changed.length === 0) throw conflict("There is nothing to take back.");
  await remember(context, "undo", changed, {});
  return { changed: changed.map(({ id }) => id) };
}

/** What is planned, done and proven, newest first, and the sums of each state. */
export function savingReport(db: ReadDb, input: z.infer<typeof SavingReport>) {
  const from = after(input.cursor, z.string());
  const by = sql<string>`to_char(${savingActions.plannedAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
  return [
    db
      .select({
        id: savingActions.findingId,
        ruleId: findings.ruleId,
        findingState: findings.state,
        state: savingActions.state,
        expectedMonthly: savingActions.expectedMonthly,
        realisedMonthly: savingActions.realisedMonthly,
        beforeDaily: savingActions.beforeDaily,
        afterDaily: savingActions.afterDaily,
        currency: savingActions.currency,
        plannedBy: savingActions.plannedBy,
        plannedAt: savingActions.plannedAt,
        doneBy: savingActions.doneBy,
        doneAt: savingActions.doneAt,
        settledAt: savingActions.settledAt,
        waitsFor: savingActions.waitsFor,
        note: savingActions.note,
        resource: { id: resources.id, name: resources.name, type: resources.type, region: resources.region },
        sortValue: by,
      })
      .from(savingActions)
      .innerJoin(findings, eq(findings.id, savingActions.findingId))
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(
        and(
          input.state?.length ? inArray(savingActions.state, input.state) : undefined,
          from ? sql`(${by}, ${savingActions.findingId}) < (${from.value}, ${from.id}::uuid)` : undefined,
        ),
      )
      .orderBy(desc(by), desc(savingActions.findingId))
      .limit(input.limit + 1),
    db
      .select({
        state: savingActions.state,
        currency: savingActions.currency,
        count: sql<number>`count(*)::int`,
        expectedMonthly: sql<string>`sum(${savingActions.expectedMonthly})::text`,
        realisedMonthly: sql<string | null>`sum(${savingActions.realisedMonthly})::text`,
      })
      .from(savingActions)
      .groupBy(savingActions.state, savingActions.currency),
  ] as const;
}

type Reported = { id: string; ruleId: string; sortValue: string };
export function toReport<Row extends Reported, Total>(rows: Row[], totals: readonly Total[], limit: number) {
  const page = toPage(rows, limit, (row) => row.sortValue);
  return {
    items: page.items.map(({ sortValue: _, ...row }) => ({ ...row, title: TITLES.get(row.ruleId) ?? row.ruleId })),
    next: page.next,
    totals: [...totals],
  };
}
const TITLES = new Map(RULES.map(({ id, title }) => [id, title]));

/** A stopped instance is billed by its volumes. */
const Attached = z.object({ volumes: z.array(z.string()) });
const attachedTo = (evidence: unknown): string[] => Attached.safeParse(evidence).data?.volumes ?? [];
