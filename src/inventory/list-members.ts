import { eq } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { Expected, notFound, unavailable } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import { AwsError } from "../ports/aws.ts";
import { openAccount } from "./accounts.ts";
import { LIST_MEMBERS } from "./discover-account.ts";
import { connectMembers, type Member, readMembers, storeMembers } from "./members.ts";

const Input = z.object({ accountId: z.uuid() });
/** Names in one event. */
const NAMED_MAX = 100;

/** The accounts of an AWS organisation, each day with the discovery of its management account: who came, and who left. */
export const listMembers = job({
  ...LIST_MEMBERS,
  title: "List an AWS organisation's accounts",
  input: Input,
  async run(context): Promise<Outcome> {
    const { input, ports, now, read, write } = context;
    const account = await read(
      (db) => [db.select().from(awsAccounts).where(eq(awsAccounts.id, input.accountId))],
      ([rows]) => rows[0],
    );
    if (!account) throw notFound("The AWS account");
    try {
      const listed = await readMembers(await openAccount(ports, account, now), account.partition);
      const counts = await write(async (org) => {
        const { found, isFirst } = await storeMembers(org, account.id, listed);
        await org.tx
          .update(awsAccounts)
          .set({ membersListedAt: now, membersProblem: null })
          .where(eq(awsAccounts.id, account.id));
        if (!isFirst && found.length > 0) await welcome(org, account, found);
        org.publish({ topic: "accounts.changed", data: { id: account.id } });
        return { accounts: listed.length, new: found.length };
      });
      return { done: counts };
    } catch (error) {
      throw await noteProblem(context, error);
    }
  },
});

/** Tells of accounts that are new in the organisation, and connects them where that was asked for. */
async function welcome(org: OrgContext, account: typeof awsAccounts.$inferSelect, found: Member[]) {
  const accounts = found.slice(0, NAMED_MAX).map(({ awsAccountId, name }) => ({ awsAccountId, name }));
  await record(org, "account.members-found", { type: "account", id: account.id }, { count: found.length, accounts });
  if (!account.connectsMembers) return;
  try {
    await connectMembers(
      org,
      account.id,
      found.map(({ awsAccountId }) => awsAccountId),
    );
  } catch (error) {
    // No room in the plan: the list is kept all the same, and says why nobody was connected.
    if (!(error instanceof Expected)) throw error;
    await org.tx.update(awsAccounts).set({ membersProblem: error.message }).where(eq(awsAccounts.id, account.id));
  }
}

async function noteProblem({ input, write }: JobContext<z.infer<typeof Input>>, error: unknown): Promise<unknown> {
  if (!(error instanceof AwsError)) return error;
  const message = explain(error);
  await write(async (org) => {
    await org.tx.update(awsAccounts).set({ membersProblem: message }).where(eq(awsAccounts.id, input.accountId));
    org.publish({ topic: "accounts.changed", data: { id: input.accountId } });
  });
  const mayPass = error.failure === "throttled" || error.failure === "unavailable";
  return mayPass ? unavailable(message) : new Expected("UNPROCESSABLE_CONTENT", message);
}

function explain({ code, failure, message }: AwsError): string {
  if (code === "AWSOrganizationsNotInUseException")
    return "This account is in no AWS organisation, so it has no member accounts to list.";
  if (failure === "refused")
    return "AWS refused to list the organisation's accounts: this is neither its management account nor a delegated administrator, or its role's policy lacks organizations:ListAccounts. Update the stack from the newest template.";
  return message;
}
