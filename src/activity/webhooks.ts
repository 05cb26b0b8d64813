import { and, asc, count, desc, eq, inArray, lt, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "../../db/schema/activity.ts";
import type { OrgContext, Ports } from "../base/context.ts";
import { open, seal } from "../base/crypto.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later, laterAll } from "../base/jobs.ts";
import { after, Page } from "../base/pages.ts";
import { makeSecret } from "./webhook-delivery.ts";

const ENDPOINTS_MAX = 20;
const TOPICS_MAX = 50;
/** The old secret signs beside the new one for so long. */
export const ROTATION_MS = 24 * 3_600_000;

const url = z.string().trim().min(1, "Enter the address.").max(2_000);
const topics = z
  .array(
    z
      .string()
      .max(100)
      .regex(
        /^(\*|[a-z-]+(\.[a-z-]+)*(\.\*)?)$/,
        "A topic is an action such as member.join, a group such as member.*, or *.",
      ),
  )
  .min(1, "Choose at least one topic.")
  .max(TOPICS_MAX);
export const NewEndpoint = z.strictObject({ url, topics });
export const EndpointChange = z.strictObject({
  id: z.uuid(),
  url: url.optional(),
  topics: topics.optional(),
  isEnabled: z.boolean().optional(),
});
export const ById = z.strictObject({ id: z.uuid() });
export const DeliveriesInput = Page.extend({ endpointId: z.uuid() });

/** What a delivery is asked for with; src/activity/deliver.ts runs it. */
export const DELIVER = { name: "activity.deliver", attemptsMax: 5 };
export type DeliverInput = { deliveryId: string };

/** Never the secrets. */
const shown = {
  id: webhookEndpoints.id,
  url: webhookEndpoints.url,
  topics: webhookEndpoints.topics,
  isEnabled: webhookEndpoints.isEnabled,
  problem: webhookEndpoints.problem,
  failingSince: webhookEndpoints.failingSince,
  oldSecretUntil: webhookEndpoints.oldSecretUntil,
  createdAt: webhookEndpoints.createdAt,
};
export const endpointRows = (db: ReadDb) =>
  db.select(shown).from(webhookEndpoints).orderBy(asc(webhookEndpoints.id)).limit(ENDPOINTS_MAX);

export const endpointOf = (db: ReadDb, id: string) =>
  db.select({ id: webhookEndpoints.id }).from(webhookEndpoints).where(eq(webhookEndpoints.id, id));

export function deliveryRows(db: ReadDb, { endpointId, cursor, limit }: z.infer<typeof DeliveriesInput>) {
  const from = after(cursor, z.null());
  return db
    .select({
      id: webhookDeliveries.id,
      topic: webhookDeliveries.topic,
      state: webhookDeliveries.state,
      attempts: webhookDeliveries.attempts,
      nextAt: webhookDeliveries.nextAt,
      lastAt: webhookDeliveries.lastAt,
      status: webhookDeliveries.status,
      answer: webhookDeliveries.answer,
      createdAt: webhookDeliveries.createdAt,
    })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.endpointId, endpointId), from ? lt(webhookDeliveries.id, from.id) : undefined))
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit + 1);
}

type Keys = Pick<Ports, "sealKeys">;
type Checked = Keys & Pick<Ports, "receivers">;

/** @returns the secret, this once. */
export async function createEndpoint(
  context: OrgContext,
  { sealKeys, receivers }: Checked,
  input: z.infer<typeof NewEndpoint>,
) {
  receivers.check(input.url);
  const { tx, organization, now } = context;
  const { organizationId } = organization;
  const [{ endpoints } = { endpoints: 0 }] = await tx.select({ endpoints: count() }).from(webhookEndpoints);
  if (endpoints >= ENDPOINTS_MAX)
    throw conflict(`There are ${ENDPOINTS_MAX} webhooks, which is the limit. Remove one first.`);
  // The id is bound into the sealed secret, so it is made before the row.
  const { rows } = await tx.execute(sql`select app.uuidv7()::text as id`);
  const { id } = ById.parse(rows[0]);
  const secret = makeSecret();
  const sealedSecret = await seal(sealKeys, secret, [organizationId, id]);
  const [made] = await tx
    .insert(webhookEndpoints)
    .values({ organizationId, id, ...input, sealedSecret, createdAt: now })
    .returning();
  await record(context, "webhook.create", { type: "webhook", id }, { after: made });
  return { id, secret };
}

/** Enabling it again forgets what was wrong. */
export async function changeEndpoint(
  context: OrgContext,
  { receivers }: Pick<Ports, "receivers">,
  { id, ...change }: z.infer<typeof EndpointChange>,
) {
  if (change.url) receivers.check(change.url);
  const before = await lockEndpoint(context, id);
  const fresh = change.isEnabled ? { problem: null, failingSince: null } : {};
  const [changed] = await context.tx
    .update(webhookEndpoints)
    .set({ id, ...change, ...fresh })
    .where(eq(webhookEndpoints.id, id))
    .returning();
  await record(context, "webhook.change", { type: "webhook", id }, { url: before.url, before, after: changed });
  return { id };
}

/** A new secret, shown this once; the one before signs too for a day, so that receivers can change over. */
export async function rotateSecret(context: OrgContext, { sealKeys }: Keys, id: string) {
  const { tx, organization, now } = context;
  const before = await lockEndpoint(context, id);
  const secret = makeSecret();
  const oldSecretUntil = new Date(now.getTime() + ROTATION_MS);
  const [changed] = await tx
    .update(webhookEndpoints)
    .set({
      sealedSecret: await seal(sealKeys, secret, [organization.organizationId, id]),
      sealedOldSecret: before.sealedSecret,
      oldSecretUntil,
    })
    .where(eq(webhookEndpoints.id, id))
    .returning();
  await record(context, "webhook.rotate", { type: "webhook", id }, { url: before.url, before, after: changed });
  return { id, secret, oldSecretUntil };
}

/** Its deliveries go with it. */
export async function removeEndpoint(context: OrgContext, id: string) {
  const before = await lockEndpoint(context, id);
  await context.tx.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id));
  await record(context, "webhook.remove", { type: "webhook", id }, { before });
  return { id };
}

/** Something to receive at once, whatever the topics are. */
export async function ping(context: OrgContext, id: string) {
  const { tx, organization, now } = context;
  const endpoint = await lockEndpoint(context, id);
  if (!endpoint.isEnabled) throw conflict("This webhook is disabled. Enable it first.");
  const [made] = await tx
    .insert(webhookDeliveries)
    .values({ organizationId: organization.organizationId, endpointId: id, topic: "ping", createdAt: now })
    .returning();
  if (!made) throw new Error("insert returned no row");
  await record(context, "webhook.ping", { type: "webhook-delivery", id: made.id }, { url: endpoint.url, after: made });
  await later(context, DELIVER, { deliveryId: made.id }, { key: made.id });
  return { deliveryId: made.id };
}

/** The same message with the same id once more, with all its tries. */
export async function replay(context: OrgContext, id: string) {
  const { tx } = context;
  const [before] = await tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id)).for("update");
  if (!before) throw notFound("The delivery");
  const endpoint = await lockEndpoint(context, before.endpointId);
  if (!endpoint.isEnabled) throw conflict("This webhook is disabled. Enable it first.");
  const [changed] = await tx
    .update(webhookDeliveries)
    .set({ state: "waiting", attempts: 0, nextAt: null })
    .where(eq(webhookDeliveries.id, id))
    .returning();
  await record(
    context,
    "webhook.replay",
    { type: "webhook-delivery", id },
    { url: endpoint.url, before, after: changed },
  );
  await later(context, DELIVER, { deliveryId: id }, { key: id });
  return { id };
}

async function lockEndpoint({ tx }: OrgContext, id: string) {
  const [row] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).for("update");
  if (!row) throw notFound("The webhook");
  return row;
}

/** Gives newly sealed events to whoever wants them: in the sealing transaction, so each event reaches each endpoint once. */
export async function handOut(context: OrgContext, eventIds: readonly string[]) {
  if (eventIds.length === 0) return;
  const { rows } = await context.tx.execute(sql`
    insert into webhook_deliveries (organization_id, endpoint_id, event_id, topic)
    select e.organization_id, w.id, e.id, e.action
      from webhook_endpoints w join events e on e.organization_id = w.organization_id and e.at >= w.created_at
     where w.is_enabled and e.id = any(${sql.param(`{${eventIds.join(",")}}`)}::uuid[])
       and w.topics && array['*', e.action, split_part(e.action, '.', 1) || '.*']
    on conflict do nothing returning id`);
  const made = rows.map((row) => ById.parse(row).id);
  await laterAll<DeliverInput>(
    context,
    DELIVER,
    made.map((deliveryId) => ({ input: { deliveryId }, key: deliveryId })),
  );
}

/** The delivery log goes back so far; tries end after three days. */
export const DELIVERIES_DAYS = 30;
/** A day's; the rest goes on the next. */
const FORGOTTEN_MAX = 50_000;

/** @returns how many deliveries went, for their age. */
export async function forgetDeliveries({ tx, now }: OrgContext): Promise<number> {
  const old = tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(lt(webhookDeliveries.createdAt, new Date(now.getTime() - DELIVERIES_DAYS * 86_400_000)))
    .limit(FORGOTTEN_MAX);
  const gone = await tx
    .delete(webhookDeliveries)
    .where(inArray(webhookDeliveries.id, old))
    .returning({ id: webhookDeliveries.id });
  return gone.length;
}

type Endpoint = Pick<
  typeof webhookEndpoints.$inferSelect,
  "organizationId" | "id" | "sealedSecret" | "sealedOldSecret" | "oldSecretUntil"
>;

/** Those that sign now, the new one first. */
export async function secretsOf({ sealKeys }: Keys, endpoint: Endpoint, now: Date): Promise<string[]> {
  const { organizationId, id, sealedSecret, sealedOldSecret, oldSecretUntil } = endpoint;
  const isRotating = sealedOldSecret && oldSecretUntil && oldSecretUntil > now;
  const valid = isRotating ? [sealedSecret, sealedOldSecret] : [sealedSecret];
  return Promise.all(valid.map((sealed) => open(sealKeys, sealed, [organizationId, id])));
}
