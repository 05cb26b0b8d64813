import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type Job, job, later, supersede } from "../base/jobs.ts";

/** Until then an owner can undo it. */
export const GRACE_DAYS = 30;
const ROWS_PER_STEP = 5_000;
const STEPS_PER_RUN = 20;
const KEY = "organization";

/**
 * Closes the organisation to everybody but its owners, and has a job delete it after the grace.
 * @param typed its name, as the owner has typed it.
 */
export async function requestDeletion(context: OrgContext, typed: string) {
  const { tx, organization, now } = context;
  const before = await lock(context);
  if (organization.kind !== "real") throw forbidden("The demo organisation stays.");
  if (typed !== before.name)
    throw badRequest("This is not the organisation's name.", { name: `Type ${before.name} to confirm.` });
  if (before.status !== "active") throw conflict("It is about to be deleted already.");
  const deleteAt = new Date(now.getTime() + GRACE_DAYS * 86_400_000);
  await tx
    .update(organizations)
    .set({ status: "deleting", deleteAt })
    .where(eq(organizations.id, organization.organizationId));
  await later(context, deleteOrganization, {}, { key: KEY, dueAt: deleteAt });
  await record(
    context,
    "organization.delete",
    { type: "organization", id: organization.organizationId },
    { before: { status: before.status, deleteAt: before.deleteAt }, after: { status: "deleting", deleteAt } },
  );
  context.publish({ topic: "members.changed", data: {} });
  return { deleteAt };
}

export async function undoDeletion(context: OrgContext) {
  const { tx, organization, now } = context;
  const before = await lock(context);
  if (before.status !== "deleting" || !before.deleteAt) throw conflict("It is not about to be deleted.");
  if (before.deleteAt <= now) throw conflict("Its deletion has begun and cannot be undone.");
  await tx
    .update(organizations)
    .set({ status: "active", deleteAt: null })
    .where(eq(organizations.id, organization.organizationId));
  await supersede(context, deleteOrganization.name, KEY);
  await record(
    context,
    "organization.undo-delete",
    { type: "organization", id: organization.organizationId },
    { before: { status: before.status, deleteAt: before.deleteAt }, after: { status: "active", deleteAt: null } },
  );
  context.publish({ topic: "members.changed", data: {} });
  return {};
}

/**
 * Step by step, so that no transaction is long. The last step takes the organisation's row, and this job's with it: its
 * run then has no lease any more, which ends it.
 */
export const deleteOrganization: Job<Record<string, never>> = job({
  name: "organizations.delete",
  title: "Delete the organisation",
  input: z.strictObject({}),
  attemptsMax: 10,
  async run({ write }) {
    for (let step = 0; step < STEPS_PER_RUN; step++) {
      const isGone = await write(async ({ tx }) => {
        const { rows } = await tx.execute(sql`select app.delete_organization(${ROWS_PER_STEP}) as deleted`);
        return Number(rows[0]?.deleted) === 0;
      });
      if (isGone) return { done: {} };
    }
    return { again: 0 };
  },
});

async function lock({ tx }: OrgContext) {
  const [row] = await tx
    .select({ name: organizations.name, status: organizations.status, deleteAt: organizations.deleteAt })
    .from(organizations)
    .for("update");
  if (!row) throw notFound("The organisation");
  return row;
}
