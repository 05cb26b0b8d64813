import { eq } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { org, router } from "../base/trpc.ts";
import { lockAccount } from "./accounts.ts";
import { LIST_MEMBERS } from "./discover-account.ts";
import {
  addOrganization,
  CHOSEN_MAX,
  connectMembers,
  MembersInput,
  membersPage,
  requireOrganization,
  toMembersPage,
} from "./members.ts";
import { policyFor } from "./policy.ts";
import { stackSet } from "./stack-set.ts";
import { trustOf } from "./trust.ts";

const OfManagement = z.strictObject({ managementId: z.uuid() });
const AwsAccountId = z.string().regex(/^\d{12}$/, "An AWS account's number has twelve digits.");

/** The accounts of an AWS organisation, through the connection of its management account. */
export const members = router({
  list: org("viewer")
    .meta({ title: "List the member accounts of an AWS organisation" })
    .input(MembersInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => membersPage(db, input),
        ([rows, counts, [management]]) => {
          if (!management) throw notFound("The AWS account");
          return { ...toMembersPage(rows, input.limit), counts, management };
        },
      ),
    ),

  /** An account that is connected already turns out to be a management account. */
  add: org("maintainer")
    .meta({ title: "Add the AWS organisation of a connected account" })
    .input(OfManagement)
    .mutation(({ ctx, input }) => ctx.write((context) => addOrganization(context, input.managementId))),

  /** What makes the role in every member account. */
  stackSet: org("maintainer")
    .meta({ title: "Show the stack set for member accounts" })
    .input(OfManagement)
    .query(({ ctx, input: { managementId } }) =>
      ctx.read(
        (db) => [db.select().from(awsAccounts).where(eq(awsAccounts.id, managementId))],
        ([[management]]) => {
          if (!management) throw notFound("The AWS account");
          requireOrganization(management);
          const offer = {
            trust: trustOf(ctx.ports, management),
            policies: policyFor({ scope: "account", managementId }),
          };
          return stackSet(managementId, offer);
        },
      ),
    ),

  refresh: org("developer")
    .meta({ title: "List the accounts of an AWS organisation again" })
    .input(OfManagement)
    .mutation(({ ctx, input: { managementId } }) =>
      ctx.write(async (context) => {
        const account = await lockAccount(context, managementId);
        if (account.scope !== "organization") throw badRequest("This account's members are not listed.");
        await record(context, "account.list-members", { type: "account", id: managementId }, { name: account.name });
        const { id } = await later(context, LIST_MEMBERS, { accountId: managementId }, { key: managementId });
        return { jobId: id };
      }),
    ),

  connect: org("maintainer")
    .meta({ title: "Connect member accounts" })
    .input(OfManagement.extend({ awsAccountIds: z.array(AwsAccountId).min(1).max(CHOSEN_MAX) }))
    .mutation(({ ctx, input }) =>
      ctx.write((context) => connectMembers(context, input.managementId, [...new Set(input.awsAccountIds)])),
    ),

  setAutomatic: org("maintainer")
    .meta({ title: "Connect new member accounts by themselves, or not" })
    .input(OfManagement.extend({ connectsMembers: z.boolean() }))
    .mutation(({ ctx, input: { managementId, connectsMembers } }) =>
      ctx.write(async (context) => {
        const before = await lockAccount(context, managementId);
        requireOrganization(before);
        await context.tx.update(awsAccounts).set({ connectsMembers }).where(eq(awsAccounts.id, managementId));
        await record(
          context,
          "account.automatic-members",
          { type: "account", id: managementId },
          { before: { connectsMembers: before.connectsMembers }, after: { connectsMembers } },
        );
        context.publish({ topic: "accounts.changed", data: { id: managementId } });
        return { connectsMembers };
      }),
    ),
});
