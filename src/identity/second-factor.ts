import { and, eq, gt, isNotNull, isNull, lt } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { recoveryCodes, secondFactors, signInChallenges, users } from "../../db/schema/identity.ts";
import { open, randomToken, type SealKeys, seal, sha256 } from "../base/crypto.ts";
import { conflict } from "../base/errors.ts";
import { fromBase32, keyUri, SECRET_BYTES, stepOfCode, toBase32 } from "./totp.ts";

const CODES = 10;
/** 16 characters of base32: 80 bits. */
const CODE_BYTES = 10;
const CHALLENGE_MS = 10 * 60_000;
const CHALLENGE_BYTES = 32;

const boundTo = (userId: string) => ["second-factor", userId];
const isOn = (userId: string) => and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt));

/** null: off. */
export async function readSecondFactor(database: Database, userId: string) {
  const db = database.identity();
  const [row] = await db.select({ since: secondFactors.confirmedAt }).from(secondFactors).where(isOn(userId));
  if (!row) return null;
  return { since: row.since, codesLeft: await db.$count(recoveryCodes, eq(recoveryCodes.userId, userId)) };
}

/** Makes a secret that counts for nothing yet; one that was begun before and not confirmed is replaced. */
export async function beginSecondFactor(
  database: Database,
  keys: SealKeys,
  { userId, account }: { userId: string; account: string },
) {
  const secret = toBase32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  const sealed = await seal(keys, secret, boundTo(userId));
  const [begun] = await database
    .identity()
    .insert(secondFactors)
    .values({ userId, secret: sealed })
    .onConflictDoUpdate({
      target: secondFactors.userId,
      set: { secret: sealed },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ userId: secondFactors.userId });
  if (!begun) throw conflict("The second factor is on already. Turn it off first.");
  return { secret, uri: keyUri(secret, { account, issuer: "DevControl" }) };
}

/** Whether this is the device's code now; it is used up by being right. */
async function spendDeviceCode(
  { database, keys, now }: { database: Database; keys: SealKeys; now: Date },
  userId: string,
  code: string,
): Promise<boolean> {
  const db = database.identity();
  const [row] = await db.select().from(secondFactors).where(eq(secondFactors.userId, userId));
  if (!row) return false;
  const secret = fromBase32(await open(keys, row.secret, boundTo(userId)));
  const step = await stepOfCode(secret, code.replaceAll(/\s/g, ""), { now, lastStep: row.lastStep });
  if (step === null) return false;
  // Of two that arrive together with the same code, one moves the step on.
  const moved = await db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(and(eq(secondFactors.userId, userId), lt(secondFactors.lastStep, step)))
    .returning({ userId: secondFactors.userId });
  return moved.length > 0;
}

type Asked = { database: Database; keys: SealKeys; now: Date };

/** @returns whether the code was right; then the second factor is on. */
export async function confirmSecondFactor(asked: Asked, userId: string, code: string): Promise<boolean> {
  if (!(await spendDeviceCode(asked, userId, code))) return false;
  await asked.database
    .identity()
    .update(secondFactors)
    .set({ confirmedAt: asked.now })
    .where(eq(secondFactors.userId, userId));
  return true;
}

/** A code of the device, or one of the recovery codes; either works once. */
export async function spendCode(asked: Asked, userId: string, code: string): Promise<"device" | "recovery" | null> {
  if (/^\s*(\d\s*){6}$/.test(code)) return (await spendDeviceCode(asked, userId, code)) ? "device" : null;
  const hash = await hashOf(userId, code);
  const used = await asked.database
    .identity()
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash)))
    .returning({ hash: recoveryCodes.hash });
  return used.length > 0 ? "recovery" : null;
}

/** @returns ten new ones, this once; the ones before open nothing any more. */
export async function renewRecoveryCodes(database: Database, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () =>
    (
      toBase32(crypto.getRandomValues(new Uint8Array(CODE_BYTES)))
        .toLowerCase()
        .match(/.{4}/g) ?? []
    ).join("-"),
  );
  const rows = await Promise.all(codes.map(async (code) => ({ userId, hash: await hashOf(userId, code) })));
  const db = database.identity();
  await db.batch([
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.insert(recoveryCodes).values(rows),
  ]);
  return codes;
}

export async function removeSecondFactor(database: Database, userId: string): Promise<void> {
  const db = database.identity();
  await db.batch([
    db.delete(secondFactors).where(eq(secondFactors.userId, userId)),
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
  ]);
}

/** Written with or without the dashes, in either case. */
const hashOf = (userId: string, code: string) =>
  sha256(JSON.stringify([userId, code.toLowerCase().replaceAll(/[^a-z2-7]/g, "")]));

/** What the second step is made with, where one is needed; null: the second factor is off. */
export async function startChallenge(
  database: Database,
  { userId, how }: { userId: string; how: string },
  now: Date,
): Promise<string | null> {
  const db = database.identity();
  const [on] = await db.select({ userId: secondFactors.userId }).from(secondFactors).where(isOn(userId));
  if (!on) return null;
  const token = randomToken(CHALLENGE_BYTES);
  const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
  await db.insert(signInChallenges).values({ hash: await sha256(token), userId, how, expiresAt });
  return token;
}

/** Who began to sign in with this; null: nobody, or too long ago. */
export async function readChallenge(database: Database, token: string, now: Date) {
  const [row] = await database
    .identity()
    .select({ userId: users.id, name: users.name, email: users.email, how: signInChallenges.how })
    .from(signInChallenges)
    .innerJoin(users, eq(users.id, signInChallenges.userId))
    .where(and(eq(signInChallenges.hash, await sha256(token)), gt(signInChallenges.expiresAt, now)));
  return row ?? null;
}

/** Every sign-in of the person that was begun: one has come to its end. */
export async function endChallenges(database: Database, userId: string): Promise<void> {
  await database.identity().delete(signInChallenges).where(eq(signInChallenges.userId, userId));
}
