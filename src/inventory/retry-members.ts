import { and, isNotNull, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { job, laterAll } from "../base/jobs.ts";
import { DISCOVER_ACCOUNT } from "./discover-account.ts";
import { IS_READABLE } from "./members.ts";

/** Looked at in one hour, those that have waited longest first. */
const LOOKED_MAX = 200;

/** Member accounts whose role has not let us in yet are tried again each hour: a stack set takes its time. */
export const retryMembers = job({
  name: "inventory.retry-members",
  title: "Try member accounts again",
  input: z.strictObject({}),
  attemptsMax: 4,
  every: { cadence: "hour", input: {} },
  // Most organisations have no member that waits.
  isQuiet: true,
  async run({ write, read }) {
    const waiting = await read(
      (db) => [
        db
          .select({ id: awsAccounts.id })
          .from(awsAccounts)
          .where(and(isNotNull(awsAccounts.managementId), isNull(awsAccounts.awsAccountId), IS_READABLE))
          .orderBy(sql`${awsAccounts.checkedAt} nulls first`)
          .limit(LOOKED_MAX),
      ],
      ([rows]) => rows,
    );
    const wanted = waiting.map(({ id }) => ({ input: { accountId: id }, key: id }));
    if (wanted.length > 0) await write((org) => laterAll(org, DISCOVER_ACCOUNT, wanted));
    return { done: { accounts: waiting.length } };
  },
});
