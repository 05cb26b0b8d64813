import { and, asc, count, desc, eq, max, min, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costRules } from "../../db/schema/cost-allocation.ts";
import { costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { askForAllocation } from "./ask-allocation.ts";
import { addDays, dayOf, laterOf } from "./days.ts";

const RULES_MAX = 200;
const VERSIONS_MAX = 1000;
const PARTS_MAX = 50;

const words = z.string().trim().max(200);
const pattern = words.min(1).optional();
const Owner = z.strictObject({
  team: words.min(1, "Name a team."),
  component: words.default(""),
  environment: words.default(""),
});
const Weight = z.string().regex(/^\d{1,7}(\.\d{1,4})?$/, "Write a weight such as 1 or 33.3.");
const Match = z
  .strictObject({
    account: pattern,
    service: pattern,
    region: pattern,
    resource: pattern,
    tag: z.strictObject({ key: words.min(1), value: words.min(1) }).optional(),
  })
  .refine((match) => Object.values(match).some((value) => value !== undefined), {
    error: "Say at least one thing that a line must match; * stands for any text.",
  });
const Target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("owner"), owner: Owner }),
  z
    .strictObject({
      kind: z.literal("split"),
      method: z.enum(["even", "fixed", "proportional"]),
      parts: z
        .array(z.strictObject({ owner: Owner, weight: Weight.default("1") }))
        .min(1)
        .max(PARTS_MAX),
    })
    .refine(({ method, parts }) => method !== "fixed" || parts.some(({ weight }) => Number(weight) > 0), {
      path: ["parts"],
      error: "At least one weight is above zero.",
    }),
]);
export const NewRule = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(80),
  position: z.number().int().min(0).max(10_000).default(100),
  effectiveFrom: z.iso.date(),
  match: Match,
  target: Target,
});
/** A change is a new version from a day on: what was allocated before that day stays. */
export const RuleChange = NewRule.extend({ id: z.uuid() });
export const RuleEnd = z.strictObject({ id: z.uuid(), effectiveFrom: z.iso.date() });

export const ruleRows = (db: ReadDb) =>
  db
    .select()
    .from(costRules)
    .orderBy(asc(costRules.position), asc(costRules.ruleId), desc(costRules.effectiveFrom))
    .limit(VERSIONS_MAX);

type Version = typeof costRules.$inferSelect;
/** Each rule by its latest version, with the days of the others; `id` is the rule's. */
export function toRules(rows: readonly Version[]) {
  const rules = Map.groupBy(rows, ({ ruleId }) => ruleId);
  return [...rules].flatMap(([id, versions]) => {
    const [latest] = versions;
    if (!latest) return [];
    const { name, position, effectiveFrom, match, target, createdBy } = latest;
    return [
      {
        id,
        name,
        position,
        effectiveFrom,
        match,
        target,
        createdBy,
        versions: versions.map((each) => each.effectiveFrom),
      },
    ];
  });
}

export async function createRule(context: OrgContext, input: z.infer<typeof NewRule>) {
  const [{ rules } = { rules: 0 }] = await context.tx.select({ rules: count() }).from(costRules);
  if (rules >= VERSIONS_MAX || rules >= RULES_MAX * 5) throw badRequest("There are too many rules. End one first.");
  const { after } = await addVersion(context, sql`app.uuidv7()`, input);
  await record(context, "costs.create-rule", { type: "cost-rule", id: after.ruleId }, { after });
  return { id: after.ruleId };
}

export async function changeRule(context: OrgContext, { id, ...input }: z.infer<typeof RuleChange>) {
  const previous = await lockLatest(context, id);
  const change = await addVersion(context, sql`${id}::uuid`, input);
  await record(context, "costs.change-rule", { type: "cost-rule", id }, { previous, ...change });
  return { id };
}

/** From that day on the rule takes nothing; days before it keep it. */
export async function endRule(context: OrgContext, { id, effectiveFrom }: z.infer<typeof RuleEnd>) {
  const previous = await lockLatest(context, id);
  const change = await addVersion(context, sql`${id}::uuid`, { ...previous, effectiveFrom, target: null });
  await record(context, "costs.end-rule", { type: "cost-rule", id }, { previous, ...change });
  return { id };
}

async function lockLatest({ tx }: OrgContext, ruleId: string) {
  const [row] = await tx
    .select()
    .from(costRules)
    .where(eq(costRules.ruleId, ruleId))
    .orderBy(desc(costRules.effectiveFrom))
    .limit(1)
    .for("update");
  if (!row) throw notFound("The rule");
  return row;
}

type NewVersion = Pick<Version, "name" | "position" | "effectiveFrom" | "match" | "target">;
/** @returns the version's row, and what it was if there was one from that day on already. */
async function addVersion(
  context: OrgContext,
  ruleId: ReturnType<typeof sql>,
  { name, position, effectiveFrom, match, target }: NewVersion,
) {
  const { tx, organization, actor, now } = context;
  const version = { name, position, effectiveFrom, match, target };
  const [before] = await tx
    .select()
    .from(costRules)
    .where(and(eq(costRules.ruleId, ruleId), eq(costRules.effectiveFrom, effectiveFrom)))
    .for("update");
  const [after] = await tx
    .insert(costRules)
    .values({ organizationId: organization.organizationId, ruleId, ...version, createdAt: now, createdBy: actor.name })
    .onConflictDoUpdate({
      target: [costRules.organizationId, costRules.ruleId, costRules.effectiveFrom],
      set: {
        name,
        position,
        match,
        target,
        createdAt: now,
        createdBy: actor.name,
      },
    })
    .returning();
  if (!after) throw new Error("insert returned no row");
  const [known] = await tx
    .select({ from: min(costRollups.day), to: max(costRollups.day) })
    .from(costRollups)
    .where(and(eq(costRollups.grain, "day"), eq(costRollups.by, ""), eq(costRollups.service, "")));
  if (known?.from && known.to && effectiveFrom <= known.to)
    await askForAllocation(context, {
      from: laterOf(known.from, effectiveFrom),
      until: addDays(laterOf(known.to, dayOf(now)), 1),
    });
  return { before, after };
}
