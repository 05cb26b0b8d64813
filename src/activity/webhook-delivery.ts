import type { DeliveryState } from "../../db/schema/activity.ts";
import { fromBase64, toBase64 } from "../base/crypto.ts";
import type { Answer } from "../ports/receivers.ts";

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** Pauses before each further try, as Standard Webhooks proposes: the last one is made after three days. */
export const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Nothing has arrived for so long: what is sent there is for nobody. */
export const DISABLE_AFTER_MS = 72 * HOUR;
const JITTER = 0.2;
const SECRET_BYTES = 32;
/** Receivers are told to refuse more. */
const BODY_MAX = 20_000;

export type Try = { state: DeliveryState; nextInMs: number | null; isGone: boolean };

/**
 * What follows from one try. Any 2xx is a delivery; 410 means that nobody wants it any more; all else, redirects too, is
 * tried again later and later, and not before a receiver that asks for time (429, 503) wants it.
 * @param attempts tries so far, with this one
 * @param answer null: none came
 */
export function judgeTry(
  attempts: number,
  answer: Pick<Answer, "status" | "retryAfterMs"> | null,
  random = Math.random(),
): Try {
  if (answer && answer.status >= 200 && answer.status < 300)
    return { state: "delivered", nextInMs: null, isGone: false };
  if (answer?.status === 410) return { state: "failed", nextInMs: null, isGone: true };
  const pause = PAUSES_MS[attempts - 1];
  if (pause === undefined) return { state: "failed", nextInMs: null, isGone: false };
  const nextInMs = Math.max(Math.round(pause * (1 + JITTER * random)), Math.min(answer?.retryAfterMs ?? 0, 24 * HOUR));
  return { state: "waiting", nextInMs, isGone: false };
}

export const makeSecret = () => `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;

/** The headers of Standard Webhooks 1.0: one signature for each secret that is valid. */
export async function signedHeaders(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: Date; body: string },
) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, `${id}.${timestamp}.${body}`)));
  return {
    "content-type": "application/json",
    "user-agent": "DevControl-Webhooks/1",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

async function sign(secret: string, text: string): Promise<string> {
  const bytes = fromBase64(secret.replace(/^whsec_/, ""));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  return `v1,${toBase64(new Uint8Array(mac))}`;
}

type Event = {
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string | null;
  data: Record<string, unknown>;
  requestId: string | null;
};

/** What is sent of an event: not where its request came from, and without the details when they are too large. */
export function bodyOf(organization: string, event: Event): string {
  const { id, at, actorKind, actorId, actorName, action, targetType, targetId, data, requestId } = event;
  const body = (details: unknown) =>
    JSON.stringify({
      type: action,
      timestamp: at.toISOString(),
      data: {
        id,
        organization,
        actor: { kind: actorKind, id: actorId, name: actorName },
        target: { type: targetType, id: targetId },
        requestId,
        details,
      },
    });
  const whole = body(data);
  return whole.length <= BODY_MAX ? whole : body({ omittedCharacters: JSON.stringify(data).length });
}

export const pingBody = (organization: string, at: Date) =>
  JSON.stringify({ type: "ping", timestamp: at.toISOString(), data: { organization } });
