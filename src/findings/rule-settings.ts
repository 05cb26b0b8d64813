import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { customRules, findings, ruleSettings } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import type { Json } from "../inventory/resource-type.ts";
import { CONDITION_TEXT_MAX, customId, judgeCustom, readCondition } from "./custom.ts";
import { frameworkOf, requirementsOf } from "./frameworks/frameworks.ts";
import { judgeAgain } from "./judge-all.ts";
import { describeCustom, describeRule } from "./list.ts";
import { CUSTOM_MAX, ownRule } from "./read-rules.ts";
import { RULES } from "./rules/index.ts";

/** One request to the database reads them all with what was discovered of each. */
const PREVIEW_MAX = 500;
const SHOWN_MAX = 20;

const text = (min: number, max: number, say: string) => z.string().trim().min(min, say).max(max);
const resourceType = z.string().regex(/^(\*|AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)$/, "Choose a resource type.");
const condition = z.string().max(CONDITION_TEXT_MAX);
export const NewCustomRule = z.strictObject({
  title: text(5, 120, "Say in a few words what must hold."),
  severity: z.enum(["critical", "high", "medium", "low"]),
  resourceType,
  condition,
  remedy: text(5, 1000, "Say what to do about it."),
  /** Framework → requirements; "related to" as with our own rules. */
  requirements: z.record(z.string().max(60), z.array(z.string().max(80)).max(50)).optional(),
});
export const CustomRuleChange = z.strictObject({ id: z.uuid(), ...NewCustomRule.shape });
export const CustomRuleId = z.strictObject({ id: z.uuid() });
export const ConditionPreview = z.strictObject({ resourceType, condition });
export const RuleSwitch = z.strictObject({ ruleId: z.string().max(60), isOn: z.boolean() });

export const ruleQueries = (db: ReadDb) =>
  [
    db
      .select()
      .from(ruleSettings)
      .limit(RULES.length + CUSTOM_MAX),
    db.select().from(customRules).orderBy(asc(customRules.title), asc(customRules.id)).limit(CUSTOM_MAX),
    db
      .select({ ruleId: findings.ruleId, count: count() })
      .from(findings)
      .where(and(eq(findings.state, "open"), isNull(findings.exceptionId)))
      .groupBy(findings.ruleId)
      .limit(RULES.length + CUSTOM_MAX),
  ] as const;

type SettingRow = typeof ruleSettings.$inferSelect;
type CustomRow = typeof customRules.$inferSelect;

/** All rules, ours and the organisation's own. */
export function toRules(
  settings: readonly SettingRow[],
  custom: readonly CustomRow[],
  open: readonly { ruleId: string; count: number }[],
) {
  const settingOf = (id: string) => settings.find(({ ruleId }) => ruleId === id);
  const more = (id: string) => ({
    isOn: settingOf(id)?.isOn ?? true,
    switchedBy: settingOf(id)?.changedBy ?? null,
    open: open.find(({ ruleId }) => ruleId === id)?.count ?? 0,
  });
  const own = custom.map((row) => ({
    ...describeCustom(row),
    ...more(customId(row.id)),
    custom: {
      id: row.id,
      condition: row.condition,
      requirements: row.requirements,
      version: row.version,
      createdBy: row.createdBy,
      changedAt: row.changedAt,
    },
  }));
  return [...own, ...RULES.map((rule) => ({ ...describeRule(rule), ...more(rule.id), custom: null }))];
}

/** Off: it judges nothing, and what it found is put away. On: everything is judged again. */
export async function switchRule(context: OrgContext, { ruleId, isOn }: z.infer<typeof RuleSwitch>) {
  const { tx, organization, actor, now, publish } = context;
  const known = RULES.some(({ id }) => id === ruleId) || (await ownRule(context, ruleId)) !== undefined;
  if (!known) throw notFound("The rule");
  const row = { organizationId: organization.organizationId, ruleId, isOn, changedBy: actor.name, changedAt: now };
  const [before] = await tx.select().from(ruleSettings).where(eq(ruleSettings.ruleId, ruleId)).for("update");
  const [after] = await tx
    .insert(ruleSettings)
    .values(row)
    .onConflictDoUpdate({
      target: [ruleSettings.organizationId, ruleSettings.ruleId],
      set: { isOn, changedBy: actor.name, changedAt: now },
    })
    .returning();
  await record(context, isOn ? "rule.on" : "rule.off", { type: "rule", id: ruleId }, { before, after });
  if (isOn) await judgeAgain(context);
  else await forgetRule(context, ruleId, "The rule was switched off.");
  publish({ topic: "findings.changed", data: {} });
  return { ruleId, isOn };
}

/** What it had found is closed, and its other verdicts go: nobody judges them any more. */
async function forgetRule({ tx, now }: OrgContext, ruleId: string, message: string) {
  await tx.delete(findings).where(and(eq(findings.ruleId, ruleId), eq(findings.state, "none")));
  await tx
    .update(findings)
    .set({
      state: "resolved",
      status: "NOT_APPLICABLE",
      message,
      resolvedAt: now,
      changedAt: now,
      savingMonthly: null,
      exceptionId: null,
    })
    .where(eq(findings.ruleId, ruleId));
}

export async function createCustomRule(context: OrgContext, input: z.infer<typeof NewCustomRule>) {
  const { tx, organization, actor, now } = context;
  mustRead(input.condition);
  mustRelate(input.requirements);
  const present = await tx.select({ id: customRules.id }).from(customRules).limit(CUSTOM_MAX);
  if (present.length >= CUSTOM_MAX) throw conflict(`There are ${CUSTOM_MAX} rules of your own, which is the limit.`);
  const [after] = await tx
    .insert(customRules)
    .values({
      ...input,
      organizationId: organization.organizationId,
      createdBy: actor.name,
      createdAt: now,
      changedAt: now,
    })
    .returning();
  if (!after) throw new Error("insert returned no row");
  const { id } = after;
  await record(context, "rule.create", { type: "rule", id }, { after });
  await judgeAgain(context);
  return { id };
}

export async function changeCustomRule(context: OrgContext, { id, ...input }: z.infer<typeof CustomRuleChange>) {
  const { tx, now } = context;
  mustRead(input.condition);
  mustRelate(input.requirements);
  const [before] = await tx.select().from(customRules).where(eq(customRules.id, id)).for("update");
  if (!before) throw notFound("The rule");
  const [after] = await tx
    .update(customRules)
    .set({ ...input, version: sql`${customRules.version} + 1`, changedAt: now })
    .where(eq(customRules.id, id))
    .returning();
  // Of another type nothing is judged by it any more.
  if (before.resourceType !== input.resourceType) await forgetRule(context, customId(id), "The rule was changed.");
  await record(context, "rule.change", { type: "rule", id }, { before, after });
  await judgeAgain(context);
  return { id };
}

export async function removeCustomRule(context: OrgContext, id: string) {
  const { tx, publish } = context;
  const [before] = await tx.delete(customRules).where(eq(customRules.id, id)).returning();
  if (!before) throw notFound("The rule");
  await tx.delete(findings).where(eq(findings.ruleId, customId(id)));
  await tx.delete(ruleSettings).where(eq(ruleSettings.ruleId, customId(id)));
  await record(context, "rule.remove", { type: "rule", id }, { before });
  publish({ topic: "findings.changed", data: {} });
  return { id };
}

/** Only to requirements that a framework has, so that a typing error is no new one. */
function mustRelate(requirements: Readonly<Record<string, readonly string[]>> = {}) {
  for (const [id, wanted] of Object.entries(requirements)) {
    const framework = frameworkOf(id);
    if (!framework) throw badRequest(`There is no framework ${id}.`, { requirements: id });
    const known = new Set(requirementsOf(framework, RULES).map((requirement) => requirement.id));
    const strange = wanted.find((each) => !known.has(each));
    if (strange !== undefined)
      throw badRequest(`${framework.name} has no requirement ${strange} here.`, { requirements: strange });
  }
}

function mustRead(text: string) {
  const { problems } = readCondition(text);
  const [first] = problems;
  const place = first?.line ? `Line ${first.line}, column ${first.column}: ` : "";
  if (first) throw badRequest("The condition cannot be read.", { condition: `${place}${first.message}` });
}

/** What a condition would say of what is there now. */
export const previewQueriesOf = (db: ReadDb, { resourceType }: z.infer<typeof ConditionPreview>) => {
  const wanted = and(isNull(resources.vanishedAt), resourceType === "*" ? undefined : eq(resources.type, resourceType));
  return [
    db.select().from(resources).where(wanted).orderBy(asc(resources.id)).limit(PREVIEW_MAX),
    db.select({ total: count() }).from(resources).where(wanted),
  ] as const;
};

type ResourceRow = typeof resources.$inferSelect;

export function toPreview(
  rows: readonly ResourceRow[],
  total: number,
  { condition: text }: z.infer<typeof ConditionPreview>,
) {
  const counts = { FAIL: 0, PASS: 0, UNKNOWN: 0 };
  const { condition, problems } = readCondition(text);
  const failing: { id: string; name: string; region: string; message: string }[] = [];
  if (!condition) return { problems, counts, failing, judged: 0, total };
  for (const row of rows) {
    const resource = { ...row, config: asJson(row.config), estimatedMonthlyCost: costOf(row), relations: [] };
    const { status, message } = judgeCustom({ condition }, resource);
    if (status === "FAIL" || status === "PASS" || status === "UNKNOWN") counts[status]++;
    if (status === "FAIL" && failing.length < SHOWN_MAX)
      failing.push({ id: row.id, name: row.name, region: row.region, message });
  }
  return { problems, counts, failing, judged: rows.length, total };
}

/** A column of JSON holds JSON. */
const asJson = (config: ResourceRow["config"]) => config as Record<string, Json>;
const costOf = ({ estimatedMonthlyCost: amount, currency }: ResourceRow) =>
  amount !== null && currency !== null ? { amount, currency } : null;
