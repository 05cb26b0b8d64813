import { and, asc, eq, isNull } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { job, later } from "../base/jobs.ts";
import { isSeen } from "./judgements.ts";
import { forgetResources } from "./store.ts";

const PAGE = 500;
/** Bounds one run; the next goes on with what is left. */
const PAGES_PER_RUN = 10;

const Input = z.object({ accountId: z.uuid(), reason: z.string() });
const FORGET_ACCOUNT = { name: "findings.forget-account", attemptsMax: 4 };

/** Nothing of the account can be read any more: what was judged of it is not known to hold. */
export const accountLost = (org: OrgContext, lost: z.infer<typeof Input>) =>
  later(org, FORGET_ACCOUNT, lost, { key: lost.accountId });

/**
 * UNKNOWN with the reason for every verdict on an account that does not let us in; what is open stays open. It ends where
 * the account is read again: then each page that is read is judged anew.
 */
export const forgetAccount = job({
  ...FORGET_ACCOUNT,
  title: "Mark what is no longer known",
  input: Input,
  async run({ write, input: { accountId, reason } }) {
    for (let page = 0; page < PAGES_PER_RUN; page++) {
      const isLast = await write(async (org) => {
        // Held until this page is written: a read that begins meanwhile is not marked as unknown after it.
        const [account] = await org.tx
          .select({ status: awsAccounts.status })
          .from(awsAccounts)
          .where(eq(awsAccounts.id, accountId))
          .for("share");
        if (account?.status !== "failing") return true;
        const rows = await org.tx
          .select({ id: resources.id })
          .from(resources)
          .where(and(eq(resources.accountId, accountId), isNull(resources.vanishedAt), isSeen))
          .orderBy(asc(resources.id))
          .limit(PAGE);
        await forgetResources(
          org,
          rows.map(({ id }) => id),
          reason,
        );
        org.publish({ topic: "findings.changed", data: { accountId } });
        return rows.length < PAGE;
      });
      if (isLast) return { done: { accountId } };
    }
    return { again: 0 };
  },
});
