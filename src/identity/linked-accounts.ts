import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { linkedAccounts, users } from "../../db/schema/identity.ts";
import type { OAuthIdentity, OAuthProvider } from "../ports/oauth.ts";

/** Why nobody is signed in; the sign-in page has a sentence for each. */
export type OAuthProblem = "denied" | "stale" | "failed" | "unverified" | "unverified-here" | "taken" | "signed-out";

export async function linksOf(database: Database, userId: string) {
  return database
    .identity()
    .select({ provider: linkedAccounts.provider, label: linkedAccounts.label, createdAt: linkedAccounts.createdAt })
    .from(linkedAccounts)
    .where(eq(linkedAccounts.userId, userId))
    .orderBy(linkedAccounts.provider);
}

export async function personOfLink(database: Database, provider: OAuthProvider, providerId: string) {
  const [row] = await database
    .identity()
    .select({ userId: users.id, name: users.name })
    .from(linkedAccounts)
    .innerJoin(users, eq(users.id, linkedAccounts.userId))
    .where(and(eq(linkedAccounts.provider, provider), eq(linkedAccounts.providerId, providerId)));
  return row ?? null;
}

/** @returns whether it is the person's now; not when it is somebody else's, or they have another one there. */
export async function link(
  database: Database,
  userId: string,
  provider: OAuthProvider,
  { id, label }: OAuthIdentity,
): Promise<boolean> {
  await database
    .identity()
    .insert(linkedAccounts)
    .values({ provider, providerId: id, userId, label })
    .onConflictDoNothing();
  return (await personOfLink(database, provider, id))?.userId === userId;
}

export async function unlink(database: Database, userId: string, provider: OAuthProvider): Promise<void> {
  await database
    .identity()
    .delete(linkedAccounts)
    .where(and(eq(linkedAccounts.userId, userId), eq(linkedAccounts.provider, provider)));
}

/**
 * Whose account a newcomer's verified address opens: theirs, when they have verified it here too. An account whose
 * address nobody has verified may be a trap, laid by somebody who does not have it.
 */
export async function personOfAddress(
  database: Database,
  { email, name }: { email: string; name: string },
  now: Date,
): Promise<{ userId: string; name: string; isNew: boolean } | null> {
  const db = database.identity();
  const [made] = await db
    .insert(users)
    .values({ email, name: name.slice(0, 100), emailVerifiedAt: now })
    .onConflictDoNothing({ target: users.email })
    .returning({ userId: users.id, name: users.name });
  if (made) return { ...made, isNew: true };
  const [present] = await db
    .select({ userId: users.id, name: users.name, verifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.email, email));
  return present?.verifiedAt ? { userId: present.userId, name: present.name, isNew: false } : null;
}
