import type { Context } from "../base/trpc.ts";
import { sessionCookie } from "./cookies.ts";
import { noteSignIn, organizationsOf } from "./people.ts";
import { startChallenge } from "./second-factor.ts";
import { noteOwn } from "./security-events.ts";
import { createSession, endEverySession } from "./sessions.ts";

export type Person = { userId: string; name: string };
/** What a first step ends with: a session, or what the second step is made with. */
export type SignedIn = { challenge: string | null; organizations: Awaited<ReturnType<typeof organizationsOf>> };
type Asked = Pick<Context, "database" | "ports" | "now" | "requestId" | "client" | "origin" | "responseHeaders">;

async function openSession(ctx: Asked, userId: string) {
  const { token, maxAgeSeconds } = await createSession(ctx.database, userId, ctx);
  ctx.responseHeaders.append("set-cookie", sessionCookie(ctx.origin, token, maxAgeSeconds));
}

export async function startSession(ctx: Asked, person: Person, how: string) {
  await noteOwn(ctx, person, "sign-in.success", { how });
  await noteSignIn(ctx.database, person.userId, ctx.now);
  await openSession(ctx, person.userId);
}

/** After the first step: a session, unless the person has a second factor. */
export async function continueSignIn(ctx: Asked, person: Person, how: string): Promise<SignedIn> {
  const challenge = await startChallenge(ctx.database, { userId: person.userId, how }, ctx.now);
  if (challenge) return { challenge, organizations: [] };
  await startSession(ctx, person, how);
  return { challenge: null, organizations: await organizationsOf(ctx.database, person.userId) };
}

/** What one may do has changed: whoever holds a token of before is out, and this browser gets a new one. */
export async function rotateSessions(ctx: Asked, userId: string) {
  await endEverySession(ctx.database, userId);
  await openSession(ctx, userId);
}
