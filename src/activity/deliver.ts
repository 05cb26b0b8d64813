import { eq } from "drizzle-orm";
import * as z from "zod";
import { webhookDeliveries, webhookEndpoints } from "../../db/schema/activity.ts";
import { events } from "../../db/schema/base.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { Expected } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import type { Answer } from "../ports/receivers.ts";
import { bodyOf, DISABLE_AFTER_MS, judgeTry, pingBody, signedHeaders } from "./webhook-delivery.ts";
import { DELIVER, secretsOf } from "./webhooks.ts";

const Input = z.object({ deliveryId: z.uuid() });
/** Shown to maintainers: enough to see what is wrong, too little to read somebody's pages by. */
const ANSWER_SHOWN = 500;

type Told = { answer: Answer | null; problem: string | null };

/**
 * One delivery, try after try, until it arrives or its tries are used up; it waits between them without a lease. A run
 * that dies between sending and writing sends again, with the same id: receivers know it by that.
 */
export const deliver = job({
  ...DELIVER,
  title: "Deliver a webhook",
  input: Input,
  isQuiet: true,
  run: deliverOne,
});

async function deliverOne(context: JobContext<z.infer<typeof Input>>): Promise<Outcome> {
  const { input, ports, now } = context;
  const [found] = await read(context);
  if (found?.delivery.state !== "waiting" || !found.endpoint.isEnabled) return { done: { sent: false } };
  const { delivery, endpoint, event, slug } = found;
  if (delivery.nextAt && delivery.nextAt > now) return { again: delivery.nextAt.getTime() - now.getTime() };
  const body = event ? bodyOf(slug, event) : pingBody(slug, delivery.createdAt);
  const headers = await signedHeaders(await secretsOf(ports, endpoint, now), { id: input.deliveryId, at: now, body });
  const told = await send(context, endpoint.url, headers, body);
  return context.write((org) => conclude(org, { delivery, endpoint }, told));
}

const read = ({ read, input }: JobContext<z.infer<typeof Input>>) =>
  read(
    (db) => [
      db
        .select({ delivery: webhookDeliveries, endpoint: webhookEndpoints, event: events, slug: organizations.slug })
        .from(webhookDeliveries)
        .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookDeliveries.endpointId))
        .innerJoin(organizations, eq(organizations.id, webhookDeliveries.organizationId))
        .leftJoin(events, eq(events.id, webhookDeliveries.eventId))
        .where(eq(webhookDeliveries.id, input.deliveryId)),
    ],
    ([rows]) => rows,
  );

async function send(
  { ports }: JobContext<z.infer<typeof Input>>,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<Told> {
  try {
    return { answer: await ports.receivers.post(url, headers, body), problem: null };
  } catch (error) {
    if (error instanceof Expected) return { answer: null, problem: error.message };
    throw error;
  }
}

type Pair = { delivery: typeof webhookDeliveries.$inferSelect; endpoint: typeof webhookEndpoints.$inferSelect };

/** Writes how the try went; an endpoint that takes nothing for days, or says that it is gone, is disabled. */
async function conclude(
  context: OrgContext,
  { delivery, endpoint }: Pair,
  { answer, problem }: Told,
): Promise<Outcome> {
  const { tx, now, publish } = context;
  const attempts = delivery.attempts + 1;
  const { state, nextInMs, isGone } = judgeTry(attempts, answer);
  await tx
    .update(webhookDeliveries)
    .set({
      state,
      attempts,
      nextAt: nextInMs === null ? null : new Date(now.getTime() + nextInMs),
      lastAt: now,
      status: answer?.status ?? null,
      answer: problem ?? answer?.text.slice(0, ANSWER_SHOWN) ?? null,
    })
    .where(eq(webhookDeliveries.id, delivery.id));
  publish({ topic: "webhooks.changed", data: { id: endpoint.id } });
  const hasArrived = state === "delivered";
  const failingSince = hasArrived ? null : (endpoint.failingSince ?? now);
  const isHopeless = failingSince !== null && now.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS;
  if (failingSince?.getTime() !== endpoint.failingSince?.getTime())
    await tx.update(webhookEndpoints).set({ failingSince }).where(eq(webhookEndpoints.id, endpoint.id));
  if (isGone || isHopeless)
    await disable(
      context,
      endpoint.id,
      isGone ? "The receiver says that it is gone (410)." : "Nothing arrived there for three days.",
    );
  return nextInMs === null || isGone || isHopeless ? { done: { sent: true } } : { again: nextInMs };
}

async function disable(context: OrgContext, id: string, problem: string) {
  const [before] = await context.tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).for("update");
  if (!before?.isEnabled) return;
  const [after] = await context.tx
    .update(webhookEndpoints)
    .set({ isEnabled: false, problem })
    .where(eq(webhookEndpoints.id, id))
    .returning();
  await record(context, "webhook.disable", { type: "webhook", id }, { url: before.url, before, after });
}
