import { asc, desc, eq } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costPlannedActivities } from "../../db/schema/cost-anomalies.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import type { Day } from "./days.ts";
import { daysBetween } from "./days.ts";

const PLANNED_MAX = 200;
const DAYS_MAX = 92;

type Window = Pick<typeof costPlannedActivities.$inferSelect, "fromDay" | "toDay" | "service">;

/** Whether somebody said before that this day of this service would differ. */
export const isPlanned = (windows: readonly Window[], { day, service }: { day: Day; service: string }) =>
  windows.some((window) => window.fromDay <= day && day <= window.toDay && (window.service || service) === service);

export const NewPlanned = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    /** "" = every service. */
    service: z.string().max(300).default(""),
    note: z.string().trim().min(1, "Say what is planned.").max(200),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "The last day lies before the first." })
  .refine(({ from, to }) => daysBetween({ from, until: to }) < DAYS_MAX, {
    path: ["to"],
    error: `At most ${DAYS_MAX} days: what lasts longer is no exception.`,
  });
export const PlannedId = z.strictObject({ id: z.uuid() });

export const plannedRows = (db: ReadDb) =>
  db
    .select({
      id: costPlannedActivities.id,
      from: costPlannedActivities.fromDay,
      to: costPlannedActivities.toDay,
      service: costPlannedActivities.service,
      note: costPlannedActivities.note,
      createdBy: costPlannedActivities.createdBy,
    })
    .from(costPlannedActivities)
    .orderBy(desc(costPlannedActivities.toDay), asc(costPlannedActivities.id))
    .limit(PLANNED_MAX);

export async function planActivity(context: OrgContext, { from, to, service, note }: z.infer<typeof NewPlanned>) {
  const { tx, organization, actor, now } = context;
  const known = await tx.$count(costPlannedActivities);
  if (known >= PLANNED_MAX) throw badRequest(`At most ${PLANNED_MAX} planned activities. Remove an old one first.`);
  const [made] = await tx
    .insert(costPlannedActivities)
    .values({
      organizationId: organization.organizationId,
      fromDay: from,
      toDay: to,
      service,
      note,
      createdBy: actor.name,
      createdAt: now,
    })
    .returning();
  if (!made) throw new Error("insert returned no row");
  await record(context, "costs.plan-activity", { type: "cost-planned-activity", id: made.id }, { after: made });
  context.publish({ topic: "costs.synced", data: {} });
  return { id: made.id };
}

export async function removePlanned(context: OrgContext, id: string) {
  const [before] = await context.tx.delete(costPlannedActivities).where(eq(costPlannedActivities.id, id)).returning();
  if (!before) throw notFound("The planned activity");
  await record(context, "costs.remove-planned-activity", { type: "cost-planned-activity", id }, { before });
  context.publish({ topic: "costs.synced", data: {} });
  return { id };
}
