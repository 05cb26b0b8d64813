import { asc, desc, eq, sql } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts, discoveryUnits } from "../../db/schema/inventory.ts";
import type { OrgContext, Ports } from "../base/context.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { PLANS } from "../base/plans.ts";
import { org, router } from "../base/trpc.ts";
import {
  AccessKeyId,
  AccountName,
  AccountScope,
  addKeysAccount,
  addSampleAccount,
  confirmPolicy,
  lockAccount,
  neededBy,
  prepareRole,
  prepareWebIdentity,
  RoleArn,
  removeAccount,
  SecretAccessKey,
  setRole,
  shownColumns,
} from "./accounts.ts";
import { DISCOVER_ACCOUNT } from "./discover-account.ts";
import { policyChange, policyFor } from "./policy.ts";
import { removalOf, toRemoval } from "./removal.ts";
import { cloudFormationTemplate, terraformSnippet } from "./role-template.ts";
import { type Trusted, trustOf } from "./trust.ts";

const ById = z.strictObject({ id: z.uuid() });

/** Connecting and discovering are one step for people: whoever connects wants to see what is there. */
async function connectAndDiscover(context: OrgContext, { id }: { id: string }) {
  const { id: jobId } = await later(context, DISCOVER_ACCOUNT, { accountId: id }, { key: id });
  return { id, jobId };
}

/** What other capabilities keep of an account's readings, in the same transaction. */
export type AfterRemoval = (context: OrgContext) => Promise<unknown>;

/** No plan has room for more. */
const ACCOUNTS_MAX = Math.max(...Object.values(PLANS).map(({ awsAccounts }) => awsAccounts));

/** Counted where the granted actions lie: they are some kilobytes an account. */
const needs = (account: Parameters<typeof neededBy>[0]) => sql`${JSON.stringify(neededBy(account))}::jsonb`;
const lacking = sql<number | null>`case when aws_accounts.granted is not null then (
  select count(*) from jsonb_array_elements_text(case
    when aws_accounts.management_id is not null then ${needs({ scope: "account", managementId: "its" })}
    when aws_accounts.scope = 'organization' then ${needs({ scope: "organization", managementId: null })}
    else ${needs({ scope: "account", managementId: null })} end) as needed
  where not jsonb_exists(aws_accounts.granted, needed))::int end`;

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
                members: sql<number>`(select count(*) from aws_accounts m where m.management_id = aws_accounts.id)::int`,
                /** Actions that its policy lacks by what was handed out; null: that is not known. */
                lacks: lacking,
                unread: sql<number>`(select count(*) from ${discoveryUnits} u where u.account_id = aws_accounts.id and u.problem is not null)::int`,
              })
              .from(awsAccounts)
              .orderBy(asc(awsAccounts.name), asc(awsAccounts.id))
              .limit(ACCOUNTS_MAX),
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
      .input(z.strictObject({ name: AccountName, scope: AccountScope.default("account") }))
      .mutation(({ ctx, input }) => {
        if (!ctx.ports.aws.principal)
          throw badRequest(
            "This installation has no AWS identity that a role could trust. Use access keys, or ask its operator to set CONNECTOR_ACCESS_KEY_ID.",
          );
        return ctx.write(async (context) => {
          const { id, externalId } = await prepareRole(context, input);
          return { id, externalId, ...offerOf(ctx.ports, { ...input, managementId: null, externalId, subject: null }) };
        });
      }),

    /** Step one without any AWS identity of ours: the role will trust our signature, and one subject of it. */
    prepareWebIdentity: org("maintainer")
      .meta({ title: "Prepare a role that trusts our signature" })
      .input(z.strictObject({ name: AccountName, scope: AccountScope.default("account") }))
      .mutation(({ ctx, input }) => {
        const { problem } = ctx.ports.webIdentity;
        if (problem !== null) throw badRequest(problem);
        return ctx.write(async (context) => {
          const { id, subject } = await prepareWebIdentity(context, input);
          return { id, subject, ...offerOf(ctx.ports, { ...input, managementId: null, externalId: null, subject }) };
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
              .select({
                externalId: awsAccounts.externalId,
                subject: awsAccounts.subject,
                scope: awsAccounts.scope,
                managementId: awsAccounts.managementId,
              })
              .from(awsAccounts)
              .where(eq(awsAccounts.id, input.id)),
          ],
          ([[row]]) => {
            if (!row) throw notFound("The AWS account");
            const { externalId, subject } = row;
            return { id: input.id, externalId, subject, ...offerOf(ctx.ports, row) };
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
          () => ({ documents: policyFor({ scope: "account", managementId: null }) }),
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

    /** What its policy lacks and holds too much, by what was handed out last. */
    policyChange: org("viewer")
      .meta({ title: "Show how the policy of an AWS account has changed" })
      .input(ById)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => [
            db
              .select({
                granted: awsAccounts.granted,
                scope: awsAccounts.scope,
                managementId: awsAccounts.managementId,
              })
              .from(awsAccounts)
              .where(eq(awsAccounts.id, input.id)),
          ],
          ([[row]]) => {
            if (!row) throw notFound("The AWS account");
            const change = row.granted && policyChange(row.granted, neededBy(row));
            return { change, documents: policyFor(row) };
          },
        ),
      ),

    confirmPolicy: org("maintainer")
      .meta({ title: "Say that the policy of an AWS account was updated" })
      .input(ById)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => connectAndDiscover(context, await confirmPolicy(context, input.id))),
      ),

    /** What goes with it, for whoever is about to remove it. */
    removal: org("viewer")
      .meta({ title: "Show what removing an AWS account deletes" })
      .input(ById)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => removalOf(db, input.id),
          ([gone, [counted]]) => toRemoval(gone, counted?.count ?? 0),
        ),
      ),

    remove: org("maintainer")
      .meta({ title: "Remove an AWS account" })
      .input(ById.extend({ withMembers: z.boolean().default(false) }))
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const removed = await removeAccount(context, input.id, input);
          await afterRemoval(context);
          return removed;
        }),
      ),
  });

/** What makes the role, for CloudFormation and for Terraform. */
function offerOf(ports: Ports, row: Trusted & Parameters<typeof policyFor>[0]) {
  const offer = { trust: trustOf(ports, row), policies: policyFor(row) };
  return { template: cloudFormationTemplate(offer), terraform: terraformSnippet(offer) };
}
