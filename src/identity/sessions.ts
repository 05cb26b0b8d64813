import { DrizzlePostgreSQLAdapter } from "@lucia-auth/adapter-drizzle";
import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import { Lucia, TimeSpan } from "lucia";
import type { Database } from "../../db/client.ts";
import { sessions, users } from "../../db/schema/identity.ts";
import type { Caller, Client } from "../base/context.ts";
import { randomToken, sha256 } from "../base/crypto.ts";

// The only importer of lucia, whose author has ended it. Replacing it needs no migration:
// the cookie holds a random token, the session's id is its SHA-256.

/** A session ends this long after it was last used … */
const DAYS = 30;
/** … and this long after it was started, however often it is used: a stolen token does not live for ever. */
const DAYS_MAX = 90;
const DAY_MS = 86_400_000;
const GUEST_HOURS = 24;
const TOKEN_BYTES = 32;

/** Where a session was started. */
type Device = Client & { createdAt: Date };

declare module "lucia" {
  interface Register {
    Lucia: ReturnType<typeof makeLucia>;
    DatabaseSessionAttributes: Device;
    DatabaseUserAttributes: { name: string; email: string | null };
    UserId: string;
  }
}

const made = new WeakMap<Database, ReturnType<typeof makeLucia>>();
/** One per database: making it anew takes longer than asking it. */
function lucia(database: Database) {
  const present = made.get(database) ?? makeLucia(database);
  made.set(database, present);
  return present;
}

function makeLucia(database: Database) {
  // Lucia slides every session and without an end: `extend` below decides instead.
  const adapter = Object.assign(new DrizzlePostgreSQLAdapter(database.identity(), sessions, users), {
    updateSessionExpiration: async () => {},
  });
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(DAYS, "d"),
    getSessionAttributes: ({ createdAt }) => ({ createdAt }),
    getUserAttributes: ({ name, email }) => ({ name, email }),
  });
}

/** @returns the token for the cookie; only its hash is stored. */
export async function createSession(
  database: Database,
  userId: string,
  { client, now }: { client: Client; now: Date },
): Promise<{ token: string; maxAgeSeconds: number }> {
  const token = randomToken(TOKEN_BYTES);
  await lucia(database).createSession(userId, { createdAt: now, ...client }, { sessionId: await sha256(token) });
  return { token, maxAgeSeconds: DAYS * 86_400 };
}

/** A guest's session ends after a day and does not slide. */
export async function createGuestSession(
  database: Database,
  userId: string,
  now: Date,
): Promise<{ token: string; maxAgeSeconds: number }> {
  const token = randomToken(TOKEN_BYTES);
  const expiresAt = new Date(now.getTime() + GUEST_HOURS * 3_600_000);
  await database
    .identity()
    .insert(sessions)
    .values({ id: await sha256(token), userId, expiresAt, createdAt: now });
  return { token, maxAgeSeconds: GUEST_HOURS * 3600 };
}

/** `extendedSeconds`: the session was made longer just now, and its cookie has to follow. */
type Read = Caller & { extendedSeconds: number | null };

/** Who holds this token; null when it is unknown or ended. */
export async function readSession(database: Database, token: string, now: Date): Promise<Read | null> {
  const { session, user } = await lucia(database).validateSession(await sha256(token));
  if (!session) return null;
  const isGuest = user.email === null;
  const extendedSeconds = session.fresh && !isGuest ? await extend(database, session, now) : null;
  return { userId: user.id, name: user.name, email: user.email, isGuest, sessionId: session.id, extendedSeconds };
}

/** Slides a session of which half has passed. @returns how long it lives now; null: it lives no longer than before. */
async function extend(
  database: Database,
  { id, createdAt }: { id: string; createdAt: Date },
  now: Date,
): Promise<number | null> {
  const age = now.getTime() - createdAt.getTime();
  // From here on it would gain a day or less with each use.
  if (age > (DAYS_MAX - DAYS / 2) * DAY_MS) return null;
  const livesMs = Math.min(DAYS * DAY_MS, DAYS_MAX * DAY_MS - age);
  await database
    .identity()
    .update(sessions)
    .set({ expiresAt: new Date(now.getTime() + livesMs) })
    .where(eq(sessions.id, id));
  return Math.floor(livesMs / 1000);
}

export async function endSession(database: Database, sessionId: string): Promise<void> {
  await lucia(database).invalidateSession(sessionId);
}

/** What names a session in a list: enough of its hash, none of its token. */
const NAME_CHARACTERS = 16;
const nameOf = (sessionId: string) => sessionId.slice(0, NAME_CHARACTERS);
export const SESSIONS_MAX = 100;

/** The person's open sessions, newest first. */
export async function listSessions(database: Database, { userId, sessionId }: Caller, now: Date) {
  const rows = await database
    .identity()
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt))
    .limit(SESSIONS_MAX);
  return rows.map(({ id, createdAt, expiresAt, userAgent, ip, country }) => ({
    id: nameOf(id),
    createdAt,
    expiresAt,
    userAgent,
    ip,
    country,
    isThis: id === sessionId,
  }));
}

const isNamed = (userId: string, name: string) =>
  and(eq(sessions.userId, userId), eq(sql`left(${sessions.id}, ${NAME_CHARACTERS})`, name));

export async function hasSession(database: Database, userId: string, name: string): Promise<boolean> {
  const db = database.identity();
  return (await db.select({ id: sessions.id }).from(sessions).where(isNamed(userId, name))).length > 0;
}

/** Ends one session of the person by its name. */
export async function endNamedSession(database: Database, userId: string, name: string): Promise<void> {
  await database.identity().delete(sessions).where(isNamed(userId, name));
}

/** Ends every session of the person but this one. @returns how many. */
export async function endOtherSessions(
  database: Database,
  { userId, sessionId }: Pick<Caller, "userId" | "sessionId">,
): Promise<number> {
  const ended = await database
    .identity()
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, sessionId)))
    .returning({ id: sessions.id });
  return ended.length;
}

export async function endEverySession(database: Database, userId: string): Promise<void> {
  await lucia(database).invalidateUserSessions(userId);
}
