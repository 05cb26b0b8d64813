import { inArray, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { signInAttempts } from "../../db/schema/identity.ts";
import { networkOf } from "../base/client.ts";
import { sha256 } from "../base/crypto.ts";
import { Expected } from "../base/errors.ts";

/** How many failures are free, and how long one then waits at most. */
type Limit = { free: number; waitMaxSeconds: number };

/**
 * What is counted. The account's own wait is short, so that an attacker from many addresses cannot keep its owner out
 * for long; who tries one account from one address waits longer, and so does an address that tries many accounts.
 */
const LIMITS = {
  "sign-in": {
    account: { free: 5, waitMaxSeconds: 60 },
    pair: { free: 5, waitMaxSeconds: 900 },
    ip: { free: 50, waitMaxSeconds: 900 },
  },
  // Three of a million codes are right at a time, and this lets some 250 tries a day through: years, on average.
  code: {
    account: { free: 5, waitMaxSeconds: 900 },
    pair: { free: 5, waitMaxSeconds: 900 },
    ip: { free: 50, waitMaxSeconds: 900 },
  },
  // Every mail that is asked for counts: nobody's mailbox is to be filled from here.
  mail: {
    account: { free: 4, waitMaxSeconds: 900 },
    pair: { free: 4, waitMaxSeconds: 900 },
    ip: { free: 20, waitMaxSeconds: 900 },
  },
} satisfies Record<string, Record<string, Limit>>;
type Purpose = keyof typeof LIMITS;
const KINDS = ["account", "pair", "ip"] as const;
type Kind = (typeof KINDS)[number];

/** Failures are forgotten after this long without another. */
const FORGOTTEN_SECONDS = 3600;

/** Until when the next try waits: 1, 2, 4 … seconds after the failures that are free. */
export function waitSeconds({ free, waitMaxSeconds }: Limit, failures: number): number {
  return failures < free ? 0 : Math.min(waitMaxSeconds, 2 ** (failures - free));
}

type Row = { failures: number; lastAt: Date };
function remainingSeconds(limit: Limit, { failures, lastAt }: Row, now: Date): number {
  return Math.max(0, waitSeconds(limit, failures) - (now.getTime() - lastAt.getTime()) / 1000);
}

/**
 * Counts a try before its password is checked, so that tries that arrive together count each other.
 * Refuses with one sentence, whether the account exists or not.
 * @returns what to call when the password was right, and whether this try, if it was wrong, made the account wait.
 */
export async function countTry(
  database: Database,
  purpose: Purpose,
  { email, ip }: { email: string; ip: string | null },
  now: Date,
): Promise<{ succeed(): Promise<void>; isLast: boolean }> {
  const limits = LIMITS[purpose];
  const keys = await keysOf(purpose, email, ip);
  const db = database.identity();
  const before = await db
    .select()
    .from(signInAttempts)
    .where(inArray(signInAttempts.key, Object.values(keys)));
  for (const kind of KINDS) {
    const row = before.find(({ key }) => key === keys[kind]);
    if (row) refuse(remainingSeconds(limits[kind], row, now));
  }
  const at = sql`${now.toISOString()}::timestamptz`;
  const isForgotten = sql`${signInAttempts.lastAt} < ${at} - interval '${sql.raw(String(FORGOTTEN_SECONDS))} seconds'`;
  const counted = await db
    .insert(signInAttempts)
    .values(Object.values(keys).map((key) => ({ key, failures: 1, lastAt: now })))
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: {
        failures: sql`case when ${isForgotten} then 1 else ${signInAttempts.failures} + 1 end`,
        previousAt: sql`case when ${isForgotten} then null else ${signInAttempts.lastAt} end`,
        lastAt: at,
      },
    })
    .returning();
  for (const kind of KINDS) {
    const row = counted.find(({ key }) => key === keys[kind]);
    if (row?.previousAt)
      refuse(remainingSeconds(limits[kind], { failures: row.failures - 1, lastAt: row.previousAt }, now));
  }
  const failures = counted.find(({ key }) => key === keys.account)?.failures ?? 0;
  return {
    isLast: failures === limits.account.free,
    async succeed() {
      await db.delete(signInAttempts).where(inArray(signInAttempts.key, [keys.account, keys.pair]));
      // The address stays counted for its other tries: signing in to one's own account must not clear them.
      await db
        .update(signInAttempts)
        .set({ failures: sql`greatest(${signInAttempts.failures} - 1, 0)` })
        .where(inArray(signInAttempts.key, [keys.ip]));
    },
  };
}

function refuse(seconds: number) {
  if (seconds <= 0) return;
  const retryAfterSeconds = Math.ceil(seconds);
  throw new Expected("TOO_MANY_REQUESTS", "Too many tries. Wait a little and try again.", { retryAfterSeconds });
}

async function keysOf(purpose: Purpose, email: string, ip: string | null): Promise<Record<Kind, string>> {
  const network = networkOf(ip);
  const [account, pair, address] = await Promise.all([
    sha256(JSON.stringify([purpose, "account", email])),
    sha256(JSON.stringify([purpose, "pair", email, network])),
    sha256(JSON.stringify([purpose, "ip", network])),
  ]);
  return { account, pair, ip: address };
}
