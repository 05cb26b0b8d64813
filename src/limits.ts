import { createHash } from "node:crypto";
import type { Context as HonoContext, Next } from "hono";
import { presentedKey } from "./base/api-key.ts";
import { clientOf, networkOf } from "./base/client.ts";
import { type Asked, type Limits, type Refusal, ROUTES, type Route, type Verdict } from "./base/limit.ts";
import { describeError, type Fields } from "./base/log.ts";
import { type ProcedureFacts, proceduresOf } from "./base/trpc.ts";
import { readSessionCookie } from "./identity/index.ts";
import { appRouter } from "./router.ts";

export type Limited = {
  Variables: { note: Fields; asked: Asked };
  Bindings: { limits: Limits; now: Date; settings: { origin: string } };
};

const procedures = proceduresOf(appRouter);

/**
 * Counts a request, and refuses it when it is one too many. `tell` writes the security event: only for the first call too
 * many of a minute, however many follow.
 */
export async function limited<E extends Limited>(
  c: HonoContext<E>,
  next: Next,
  tell: (asked: Asked, refusal: Refusal) => Promise<unknown>,
): Promise<void> {
  const { limits, now, settings } = c.env;
  const asked = readAsked(c.req.raw, settings.origin);
  c.set("asked", asked);
  const headers = (verdict: Verdict) => {
    for (const [name, value] of Object.entries(verdict.headers)) c.header(name, value);
  };
  const obey = async (verdict: Verdict) => {
    headers(verdict);
    const { refusal } = verdict;
    if (!refusal) return;
    Object.assign(c.get("note"), { limited: refusal.name });
    // A note that cannot be written costs the caller nothing, and does not let them through.
    if (refusal.isFirst)
      await tell(asked, refusal).catch((error) => void Object.assign(c.get("note"), { unnoted: describeError(error) }));
    throw refusal.error;
  };
  const known = limits.known(asked, now);
  if (known) await obey(known);
  const counting = limits.count(asked, now);
  if (ROUTES[asked.route].waits) await obey(await counting);
  await next();
  if (!ROUTES[asked.route].waits) await obey(await counting);
}

function readAsked(request: Request, origin: string): Asked {
  const [, face = "", first = "", second] = new URL(request.url).pathname.split("/");
  // A comma may come encoded.
  const names = face === "trpc" ? (second ?? first).split(/,|%2c/i) : [];
  const key = presentedKey(request.headers);
  const token = key ?? readSessionCookie(origin, request.headers.get("cookie"));
  return {
    route: face === "auth" ? "attempt" : routeOf(request.method, names),
    network: networkOf(clientOf(request.headers).ip),
    credential: token ? { kind: key ? "key" : "session", hash: hashOf(token) } : null,
    slug: (face === "api" ? second : second === undefined ? null : first) ?? null,
    cost: Math.max(1, names.length),
  };
}

/** What strangers may change is always a try: they sign in, sign up, or show a secret link. */
function routeOf(method: string, names: readonly string[]): Route {
  const meant = names.map((name) => procedures[name]);
  const isTry = (facts: ProcedureFacts | undefined) =>
    facts?.meta?.limit === "attempt" || (facts?.meta?.role === "anyone" && facts.type === "mutation");
  if (meant.some(isTry)) return "attempt";
  if (meant.some((facts) => facts?.type === "subscription")) return "stream";
  return method === "GET" || method === "HEAD" ? "read" : "change";
}

/** At once: WebCrypto's answer comes by way of another thread in some runtimes, which costs more than the hash. */
const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
