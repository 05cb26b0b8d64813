import * as z from "zod";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { job, laterAll } from "../base/jobs.ts";
import { DISCOVER_ACCOUNT } from "./discover-account.ts";
import { IS_READABLE } from "./members.ts";

/** Each day, every connected account is discovered again. */
export const refresh = job({
  name: "inventory.refresh",
  title: "Discover every account",
  input: z.strictObject({}),
  attemptsMax: 4,
  every: { cadence: "day", input: {} },
  async run({ write }) {
    const accounts = await write(async (org) => {
      const rows = await org.tx
        .select({ id: awsAccounts.id, kind: awsAccounts.kind, roleArn: awsAccounts.roleArn })
        .from(awsAccounts)
        .where(IS_READABLE);
      const ready = rows.filter(({ kind, roleArn }) => kind !== "role" || roleArn !== null);
      await laterAll(
        org,
        DISCOVER_ACCOUNT,
        ready.map(({ id }) => ({ input: { accountId: id }, key: id })),
      );
      return ready.length;
    });
    return { done: { accounts } };
  },
});
