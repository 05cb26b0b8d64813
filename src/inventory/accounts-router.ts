import { asc, desc, eq, sql } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts, discoveryUnits } from "../../db/schema/inventory.ts";
import type { OrgContext, Ports } from "../base/context.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { org, router } from "../base/trpc.ts";
import {
  AccessKeyId,
  AccountName,
  addKeysAccount,
  addSampleAccount,
  lockAccount,
  prepareRole,
  prepareWebIdentity,
  RoleArn,
  removeAccount,
  SecretAccessKey,
  setRole,
  shownColumns,
} from "./accounts.ts";
import { COST_CALLS } from "./calls.ts";
import { DISCOVER_ACCOUNT } from "./discover-account.ts";
import { connectorPolicy } from "./policy.ts";
import { cloudFormationTemplate, type Trust, terraformSnippet } from "./role-template.ts";

export const ById = z.strictObject({ id: z.uuid() });

/** Connecting and discovering are one step for people: whoever connects wants to see what is there. */
async function connectAndDiscover(context: OrgContext, { id }: { id: string }) {
  const { id: jobId } = await later(context, DISCOVER_ACCOUNT, { accountId: id }, { key: id });
  return { id, jobId };
}

/** What other capabilities keep of an account's readings, in the same transaction. */
export type AfterRemoval = (context: OrgContext) => Promise<unknown>;

export const accounts = (afterRemoval: AfterRemoval) =>
  router({
    list: org("viewer")
      .meta({ title: "List AWS accounts" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [
            db
              .select({
                ...shownColumns,
                // By its name: in the columns of a one-table query drizzle writes ${awsAccounts.id} as a bare "id".
                resources: sql<number>`coalesce((select sum(u.resources) from ${discoveryUnits} u where u.account_id = aws_accounts.id), 0)::int`,
                regions: sql<number>`(select count(distinct u.region) from ${discoveryUnits} u where u.account_id = aws_accounts.id)::int`,
                unread: sql<number>`(select count(*) from ${discoveryUnits} u where u.account_id = aws_accounts.id and u.problem is not null)::int`,
              })
              .from(awsAccounts)
              .orderBy(asc(awsAccounts.name), asc(awsAccounts.id))
              .limit(100),
          ],
          ([items]) => ({
            items,
            canAssumeRoles: ctx.ports.aws.principal !== null,
            /** Why no role can trust our signature here; null: it can. */
            webIdentityProblem: ctx.ports.webIdentity.problem,
          }),
        ),
      ),

    /** What was read where, and why not. */
    coverage: org("viewer")
      .meta({ title: "Show what was read of an AWS account" })
      .input(ById)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => [
            db.select({ id: awsAccounts.id }).from(awsAccounts).where(eq(awsAccounts.id, input.id)),
            db
              .select({
                region: discoveryUnits.region,
                service: discoveryUnits.service,
                resources: discoveryUnits.resources,
                readAt: discoveryUnits.readAt,
                problem: discoveryUnits.problem,
              })
              .from(discoveryUnits)
              .where(eq(discoveryUnits.accountId, input.id))
              .orderBy(
                sql`${discoveryUnits.problem} is null`,
                desc(discoveryUnits.resources),
                asc(discoveryUnits.region),
              )
              .limit(1000),
          ],
          ([[account], units]) => {
            if (!account) throw notFound("The AWS account");
            return { units };
          },
        ),
      ),

    connectSample: org("maintainer")
      .meta({ title: "Connect the sample AWS account" })
      .mutation(({ ctx }) =>
        ctx.write(async (context) => connectAndDiscover(context, await addSampleAccount(context))),
      ),

    /** Step one: a connection with its own ExternalId, and the template that makes the role in the customer's account. */
    prepareRole: org("maintainer")
      .meta({ title: "Prepare a role for an AWS account" })
      .input(z.strictObject({ name: AccountName }))
      .mutation(({ ctx, input }) => {
        if (!ctx.ports.aws.principal)
          throw badRequest(
            "This installation has no AWS identity that a role could trust. Use access keys, or ask its operator to set CONNECTOR_ACCESS_KEY_ID.",
          );
        return ctx.write(async (context) => {
          const { id, externalId } = await prepareRole(context, input.name);
          return { id, externalId, ...offerOf(ctx.ports, { externalId, subject: null }) };
        });
      }),

    /** Step one without any AWS identity of ours: the role will trust our signature, and one subject of it. */
    prepareWebIdentity: org("maintainer")
      .meta({ title: "Prepare a role that trusts our signature" })
      .input(z.strictObject({ name: AccountName }))
      .mutation(({ ctx, input }) => {
        const { problem } = ctx.ports.webIdentity;
        if (problem !== null) throw badRequest(problem);
        return ctx.write(async (context) => {
          const { id, subject } = await prepareWebIdentity(context, input.name);
          return { id, subject, ...offerOf(ctx.ports, { externalId: null, subject }) };
        });
      }),

    /** The template again, for whoever comes back to finish. */
    role: org("maintainer")
      .meta({ title: "Show the role template of an AWS account" })
      .input(ById)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => [
            db
              .select({ externalId: awsAccounts.externalId, subject: awsAccounts.subject })
              .from(awsAccounts)
              .where(eq(awsAccounts.id, input.id)),
          ],
          ([[row]]) => {
            if (!row) throw notFound("The AWS account");
            return { id: input.id, ...row, ...offerOf(ctx.ports, row) };
          },
        ),
      ),

    /** Step two: the role's ARN, as the stack has printed it. */
    connectRole: org("maintainer")
      .meta({ title: "Connect an AWS account by role" })
      .input(z.strictObject({ id: z.uuid(), roleArn: RoleArn }))
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => connectAndDiscover(context, await setRole(context, input.id, input.roleArn))),
      ),

    connectKeys: org("maintainer")
      .meta({ title: "Connect an AWS account by access keys" })
      .input(z.strictObject({ name: AccountName, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }))
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => connectAndDiscover(context, await addKeysAccount(context, ctx.ports, input))),
      ),

    /** The least that the product needs, to paste into IAM. */
    policy: org("viewer")
      .meta({ title: "Show the policy for AWS" })
      .query(({ ctx }) =>
        ctx.read(
          () => [],
          () => ({ documents: connectorPolicy(COST_CALLS) }),
        ),
      ),

    discover: org("developer")
      .meta({ title: "Discover an AWS account now" })
      .input(ById)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const { name } = await lockAccount(context, input.id);
          await record(context, "account.discover", { type: "account", id: input.id }, { name });
          return connectAndDiscover(context, { id: input.id });
        }),
      ),

    remove: org("maintainer")
      .meta({ title: "Remove an AWS account" })
      .input(ById)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const removed = await removeAccount(context, input.id);
          await afterRemoval(context);
          return removed;
        }),
      ),
  });

/** What makes the role, for CloudFormation and for Terraform. */
function offerOf(ports: Ports, row: { externalId: string | null; subject: string | null }) {
  const offer = { trust: trustOf(ports, row), policies: connectorPolicy(COST_CALLS) };
  return { template: cloudFormationTemplate(offer), terraform: terraformSnippet(offer) };
}

function trustOf(
  { aws: { principal }, webIdentity }: Ports,
  { externalId, subject }: { externalId: string | null; subject: string | null },
): Trust {
  if (subject) {
    if (webIdentity.issuer === null) throw badRequest(webIdentity.problem);
    return { kind: "web-identity", issuer: webIdentity.issuer, subject };
  }
  if (!externalId || !principal) throw badRequest("This account is not connected by a role.");
  return { kind: "external-id", principalArn: principal, externalId };
}
