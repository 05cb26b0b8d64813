import { and, eq, gt, ne } from "drizzle-orm";
import * as z from "zod";
import type { Db } from "../../db/client.ts";
import {
  linkedAccounts,
  mailTokens,
  recoveryCodes,
  secondFactors,
  sessions,
  signInChallenges,
  users,
} from "../../db/schema/identity.ts";
import { inOrganization } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { conflict, notFound } from "../base/errors.ts";
import { INSTALLATION_ID } from "../base/installation.ts";
import type { Context } from "../base/trpc.ts";

export const MailToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "This is not a link of ours, or a part is missing.");

type Purpose = "reset" | "verify";
type Asked = Pick<Context, "database" | "ports" | "now" | "requestId" | "client">;
const SPENT = "A link that is still open";

const isOpen = (purpose: Purpose, hash: string, now: Date) =>
  and(eq(mailTokens.hash, hash), eq(mailTokens.purpose, purpose), gt(mailTokens.expiresAt, now));

/** Whose link this is; refuses one that is unknown, used or expired. */
export async function holderOf({ database, now }: Pick<Context, "database" | "now">, purpose: Purpose, token: string) {
  const [row] = await database
    .identity()
    .select({ userId: mailTokens.userId, name: users.name, email: mailTokens.email })
    .from(mailTokens)
    .innerJoin(users, eq(users.id, mailTokens.userId))
    .where(isOpen(purpose, await sha256(token), now));
  if (!row) throw notFound(SPENT);
  return row;
}

/** Uses the link up and does `work` in the same transaction: of two at once, one finds it gone. */
async function spend(
  { database, ports, now, requestId, client }: Asked,
  { purpose, token }: { purpose: Purpose; token: string },
  work: (tx: Db, row: { userId: string; email: string }) => Promise<unknown>,
) {
  const hash = await sha256(token);
  const who = { actor: { kind: "system" as const, id: null, name: "DevControl" }, now, requestId, client };
  await inOrganization(database, ports, { organizationId: INSTALLATION_ID }, who, async ({ tx }) => {
    const [row] = await tx
      .delete(mailTokens)
      .where(isOpen(purpose, hash, now))
      .returning({ userId: mailTokens.userId, email: mailTokens.email });
    if (!row) throw notFound(SPENT);
    await work(tx, row);
  });
}

/**
 * Gives the account to whoever reads its mail: a new password, no session, no other open link. Where the address was
 * never verified, somebody else may have made the account, so what they set up to sign in with goes too.
 */
export const resetPassword = (asked: Asked, token: string, passwordHash: string) =>
  spend(asked, { purpose: "reset", token }, async (tx, { userId, email }) => {
    const [person] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (person?.email !== email) throw conflict("The account has another address by now. Ask for a new link.");
    await tx
      .update(users)
      .set({ passwordHash, emailVerifiedAt: person.emailVerifiedAt ?? asked.now })
      .where(eq(users.id, userId));
    if (!person.emailVerifiedAt)
      for (const table of [secondFactors, recoveryCodes, linkedAccounts])
        await tx.delete(table).where(eq(table.userId, userId));
    for (const table of [sessions, signInChallenges]) await tx.delete(table).where(eq(table.userId, userId));
    await tx.delete(mailTokens).where(eq(mailTokens.userId, userId));
  });

/** The address of the link is the person's, and verified. */
export const verifyEmail = (asked: Asked, token: string) =>
  spend(asked, { purpose: "verify", token }, async (tx, { userId, email }) => {
    const [other] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.email, email), ne(users.id, userId)));
    if (other) throw conflict("Another account has this address by now.");
    await tx.update(users).set({ email, emailVerifiedAt: asked.now }).where(eq(users.id, userId));
  });
