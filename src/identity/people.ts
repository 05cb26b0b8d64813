import { eq, isNotNull, sql } from "drizzle-orm";
import * as z from "zod";
import type { Database, Db } from "../../db/client.ts";
import { users } from "../../db/schema/identity.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { hashPassword, isCommonPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./passwords.ts";

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Enter an email address such as ada@example.com."));
export const Password = z
  .string()
  .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`)
  .refine((password) => !isCommonPassword(password), "This is one of the commonest passwords. Choose another.");
export const PersonName = z.string().trim().min(1, "Enter your name.").max(100, "Use at most 100 characters.");

export type Membership = {
  slug: string;
  name: string;
  kind: "real" | "sample";
  role: "viewer" | "developer" | "maintainer" | "owner";
};

/** @returns a step for the transaction that makes the person; the slow hashing is done before it. */
export async function preparePerson(input: {
  email: string;
  password: string;
  name: string;
}): Promise<(tx: Db) => Promise<string>> {
  const passwordHash = await hashPassword(input.password);
  return async (tx) => {
    const [row] = await tx
      .insert(users)
      .values({ email: input.email, name: input.name, passwordHash })
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id });
    if (!row) throw conflict("An account with this email address exists. Sign in instead.");
    return row.id;
  };
}

/** Whose address this is and whether the password is theirs: the same work for an account that does not exist. */
export async function checkPassword(database: Database, email: string, password: string) {
  const [person] = await database
    .identity()
    .select({ id: users.id, name: users.name, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.email, email));
  const isRight = await verifyPassword(password, person?.passwordHash ?? null);
  return { person: person ? { userId: person.id, name: person.name } : null, isRight };
}

export async function personByEmail(database: Database, email: string) {
  const [row] = await database.identity().select({ userId: users.id }).from(users).where(eq(users.email, email));
  return row ?? null;
}

/** What a person's account pages show of them. */
export async function readAccount(database: Database, userId: string) {
  const [row] = await database
    .identity()
    .select({
      name: users.name,
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      hasPassword: isNotNull(users.passwordHash),
      createdAt: users.createdAt,
    })
    .from(users)
    .where(eq(users.id, userId));
  if (!row) throw notFound("Your account");
  return { ...row, hasPassword: row.hasPassword === true };
}

export async function renamePerson(database: Database, userId: string, name: string) {
  await database.identity().update(users).set({ name }).where(eq(users.id, userId));
}

/** What the members' page shows as the last sign-in. */
export async function noteSignIn(database: Database, userId: string, now: Date) {
  await database.identity().update(users).set({ lastSignInAt: now }).where(eq(users.id, userId));
}

/** null: the person has no password. */
export async function isPassword(database: Database, userId: string, password: string): Promise<boolean | null> {
  const db = database.identity();
  const [person] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  return person?.passwordHash ? verifyPassword(password, person.passwordHash) : null;
}

/** The present password is asked again: a session left open must not be enough. */
export async function confirmPassword(database: Database, userId: string, password: string) {
  if (!(await isPassword(database, userId, password)))
    throw badRequest("The present password is wrong.", { current: "This is not your present password." });
}

export async function setPassword(database: Database, userId: string, password: string) {
  await database
    .identity()
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.id, userId));
}

const MembershipRow = z.object({
  slug: z.string(),
  name: z.string(),
  kind: z.enum(["real", "sample"]),
  role: z.enum(["viewer", "developer", "maintainer", "owner"]),
});

export async function organizationsOf(database: Database, userId: string): Promise<Membership[]> {
  const { rows } = await database.identity().execute(sql`select * from app.my_organizations(${userId}::uuid)`);
  return rows.map((row) => MembershipRow.parse(row));
}
