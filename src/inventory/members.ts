import type { Account as AwsAccount } from "@aws-sdk/client-organizations";
import { and, eq, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { awsAccounts, MEMBER_STATES, memberAccounts } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later, laterAll } from "../base/jobs.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { requireRoom } from "../base/plans.ts";
import { type Aws, AwsError } from "../ports/aws.ts";
import { lockAccount, neededBy } from "./accounts.ts";
import { homeRegion } from "./discover.ts";
import { DISCOVER_ACCOUNT, LIST_MEMBERS } from "./discover-account.ts";
import { memberRoleName } from "./stack-set.ts";

/** An AWS organisation holds at most 10,000 accounts (Organizations user guide, "Quotas"); a page of ListAccounts 20. */
const PAGES_MAX = 600;
/** Chosen at once. */
export const CHOSEN_MAX = 500;

type Account = typeof awsAccounts.$inferSelect;
export type Member = Pick<typeof memberAccounts.$inferSelect, "awsAccountId" | "name" | "state" | "joinedAt">;

/** Every account of the organisation, the management account among them. Throws AwsError. */
export async function readMembers(aws: Aws, partition: string): Promise<Member[]> {
  const call = "organizations:ListAccounts";
  const region = homeRegion(partition);
  const found: Member[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await aws.call(call, NextToken ? { NextToken } : {}, region);
    found.push(...(answer.Accounts ?? []).flatMap(toMember));
    NextToken = answer.NextToken;
    if (!NextToken) return found;
  }
  throw new AwsError("invalid", call, region, "TooManyPages", `AWS goes on listing accounts after ${PAGES_MAX} pages.`);
}

/** `Status` was retired for `State` in September 2026 (Organizations API reference, Account); older endpoints know the first only. */
function toMember({ Id, Name, State, Status, JoinedTimestamp }: AwsAccount): Member[] {
  const state = z.enum(MEMBER_STATES).safeParse((State ?? Status ?? "").toLowerCase().replaceAll("_", "-"));
  if (!Id || !state.success) return [];
  return [{ awsAccountId: Id, name: Name || Id, state: state.data, joinedAt: JoinedTimestamp ?? null }];
}

/** Keeps a complete list. @returns the accounts that were not known before; of the first list, all of them. */
export async function storeMembers({ tx, now, organization }: OrgContext, managementId: string, listed: Member[]) {
  const { organizationId } = organization;
  const ofIt = eq(memberAccounts.managementId, managementId);
  const known = await tx.select({ awsAccountId: memberAccounts.awsAccountId }).from(memberAccounts).where(ofIt);
  const isKnown = new Set(known.map(({ awsAccountId }) => awsAccountId));
  if (listed.length > 0)
    await tx
      .insert(memberAccounts)
      .values(listed.map((member) => ({ organizationId, managementId, firstSeenAt: now, seenAt: now, ...member })))
      .onConflictDoUpdate({
        target: [memberAccounts.organizationId, memberAccounts.managementId, memberAccounts.awsAccountId],
        set: {
          name: sql`excluded.name`,
          state: sql`excluded.state`,
          joinedAt: sql`excluded.joined_at`,
          seenAt: sql`excluded.seen_at`,
          leftAt: null,
        },
      });
  await tx
    .update(memberAccounts)
    .set({ leftAt: now })
    .where(and(ofIt, isNull(memberAccounts.leftAt), lt(memberAccounts.seenAt, now)));
  return { found: listed.filter(({ awsAccountId }) => !isKnown.has(awsAccountId)), isFirst: known.length === 0 };
}

/** The connection that reads a member: through its organisation, or one of its own. */
const CONNECTION = sql`(select a.id from aws_accounts a where a.aws_account_id = ${memberAccounts.awsAccountId}
  or (a.management_id = ${memberAccounts.managementId} and split_part(a.role_arn, ':', 5) = ${memberAccounts.awsAccountId})
  order by a.status = 'connected' desc, a.id limit 1)`;

/** Not one that its organisation calls suspended, closing or gone: AWS refuses every call there. */
export const IS_READABLE = sql`not exists (select from member_accounts m where m.management_id = ${awsAccounts.managementId}
  and m.aws_account_id = split_part(${awsAccounts.roleArn}, ':', 5) and (m.state <> 'active' or m.left_at is not null))`;

export const MEMBER_STATUSES = [
  "management",
  "connected",
  "checking",
  "waiting",
  "failing",
  "not-connected",
  "skipped",
  "left",
] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];
/** waiting: chosen, and its role has never let us in, most often because the stack set has not reached it yet. */
const STATUS: SQL<MemberStatus> = sql`case
  when ${awsAccounts.id} = ${memberAccounts.managementId} then 'management'
  when ${memberAccounts.leftAt} is not null then 'left'
  when ${memberAccounts.state} <> 'active' then 'skipped'
  when ${awsAccounts.id} is null then 'not-connected'
  when ${awsAccounts.status} = 'connected' then 'connected'
  when ${awsAccounts.status} = 'new' then 'checking'
  when ${awsAccounts.awsAccountId} is null then 'waiting'
  else 'failing' end`;

export const MembersInput = z.strictObject({
  ...Page.shape,
  managementId: z.uuid(),
  search: z.string().trim().max(200).optional(),
  status: z.enum(MEMBER_STATUSES).optional(),
});

/** One page by name; how many there are of each status; the organisation's connection. */
export function membersPage(db: ReadDb, { managementId, search, status, cursor, limit }: z.infer<typeof MembersInput>) {
  const from = after(cursor, z.string());
  const ofIt = eq(memberAccounts.managementId, managementId);
  const found = search
    ? sql`(position(lower(${search}) in lower(${memberAccounts.name})) > 0 or ${memberAccounts.awsAccountId} ^@ ${search})`
    : undefined;
  const beyond = from && sql`(${memberAccounts.name}, ${memberAccounts.id}) > (${from.value}, ${from.id}::uuid)`;
  return [
    db
      .select({
        id: memberAccounts.id,
        awsAccountId: memberAccounts.awsAccountId,
        name: memberAccounts.name,
        state: memberAccounts.state,
        joinedAt: memberAccounts.joinedAt,
        firstSeenAt: memberAccounts.firstSeenAt,
        leftAt: memberAccounts.leftAt,
        status: STATUS,
        connectionId: awsAccounts.id,
        problem: awsAccounts.problem,
        checkedAt: awsAccounts.checkedAt,
        discoveredAt: awsAccounts.discoveredAt,
      })
      .from(memberAccounts)
      .leftJoin(awsAccounts, sql`${awsAccounts.id} = ${CONNECTION}`)
      .where(and(ofIt, found, status && sql`${STATUS} = ${status}`, beyond ?? undefined))
      .orderBy(memberAccounts.name, memberAccounts.id)
      .limit(limit + 1),
    db
      .select({ status: STATUS, count: sql<number>`count(*)::int` })
      .from(memberAccounts)
      .leftJoin(awsAccounts, sql`${awsAccounts.id} = ${CONNECTION}`)
      .where(ofIt)
      .groupBy(STATUS),
    db
      .select({
        id: awsAccounts.id,
        name: awsAccounts.name,
        scope: awsAccounts.scope,
        awsAccountId: awsAccounts.awsAccountId,
        connectsMembers: awsAccounts.connectsMembers,
        membersListedAt: awsAccounts.membersListedAt,
        membersProblem: awsAccounts.membersProblem,
      })
      .from(awsAccounts)
      .where(eq(awsAccounts.id, managementId)),
  ] as const;
}
export const toMembersPage = <Row extends { id: string; name: string }>(rows: readonly Row[], limit: number) =>
  toPage(rows, limit, ({ name }) => name);

type Skipped = { awsAccountId: string; reason: string };
const NOT_ACTIVE: Record<Exclude<Member["state"], "active">, string> = {
  "pending-activation": "AWS has not activated it yet.",
  suspended: "AWS has suspended it.",
  "pending-closure": "It is being closed.",
  closed: "It is closed.",
};

/**
 * Connects members by the role that the stack set makes in each: the same name, and the trust of the management account's
 * connection. Those that cannot be read, or already are, are skipped with the reason.
 */
export async function connectMembers(context: OrgContext, managementId: string, numbers: readonly string[]) {
  const management = await lockAccount(context, managementId);
  requireOrganization(management);
  const { tx, organization } = context;
  const rows = await tx
    .select({
      awsAccountId: memberAccounts.awsAccountId,
      name: memberAccounts.name,
      state: memberAccounts.state,
      leftAt: memberAccounts.leftAt,
      connectionId: awsAccounts.id,
    })
    .from(memberAccounts)
    .leftJoin(awsAccounts, sql`${awsAccounts.id} = ${CONNECTION}`)
    .where(and(eq(memberAccounts.managementId, managementId), inArray(memberAccounts.awsAccountId, [...numbers])));
  const unknown = numbers.filter((number) => !rows.some(({ awsAccountId }) => awsAccountId === number));
  const skipped: Skipped[] = unknown.map((awsAccountId) => ({
    awsAccountId,
    reason: "It is not in the organisation.",
  }));
  const chosen: typeof rows = [];
  for (const row of rows) {
    const reason = reasonToSkip(row);
    if (reason) skipped.push({ awsAccountId: row.awsAccountId, reason });
    else chosen.push(row);
  }
  if (chosen.length === 0) return { connected: 0, skipped };
  await requireRoom(context, "awsAccounts", () => tx.$count(awsAccounts), chosen.length);
  const granted = neededBy({ scope: "account", managementId });
  const { partition, externalId, subject } = management;
  const made = await tx
    .insert(awsAccounts)
    .values(
      chosen.map(({ awsAccountId, name }) => ({
        organizationId: organization.organizationId,
        name: name.slice(0, 60),
        kind: "role" as const,
        partition,
        externalId,
        subject,
        managementId,
        granted,
        roleArn: `arn:${partition}:iam::${awsAccountId}:role/${memberRoleName(managementId)}`,
      })),
    )
    .returning({ id: awsAccounts.id, name: awsAccounts.name, roleArn: awsAccounts.roleArn });
  const accounts = made.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await record(context, "account.connect-members", { type: "account", id: managementId }, { accounts });
  await laterAll(
    context,
    DISCOVER_ACCOUNT,
    made.map(({ id }) => ({ input: { accountId: id }, key: id })),
  );
  context.publish({ topic: "accounts.changed", data: { id: managementId } });
  return { connected: made.length, skipped };
}

function reasonToSkip({
  state,
  leftAt,
  connectionId,
}: {
  state: Member["state"];
  leftAt: Date | null;
  connectionId: string | null;
}) {
  if (leftAt) return "It has left the organisation.";
  if (connectionId) return "It is connected already.";
  return state === "active" ? null : NOT_ACTIVE[state];
}

/** From now on the account's members are listed; its policy grows by the right to. */
export async function addOrganization(context: OrgContext, id: string) {
  const account = await lockAccount(context, id);
  const scope = "organization";
  requireOrganization({ ...account, scope });
  if (account.scope === "organization") throw conflict("The members of this account are listed already.");
  if (account.managementId)
    throw badRequest("This account is a member itself, connected through its management account.");
  const [after] = await context.tx.update(awsAccounts).set({ scope }).where(eq(awsAccounts.id, id)).returning();
  await record(
    context,
    "account.organization",
    { type: "account", id },
    { name: account.name, before: account, after },
  );
  if (account.roleArn) await later(context, LIST_MEMBERS, { accountId: id }, { key: id });
  context.publish({ topic: "accounts.changed", data: { id } });
  return { id };
}

/** Throws unless members can share this connection's trust. */
export function requireOrganization({ scope, kind, externalId, subject }: Account) {
  if (scope !== "organization") throw badRequest("This account's members are not listed. Add its organisation first.");
  if (kind !== "role" || (!externalId && !subject))
    throw badRequest("Member accounts are connected by a role: connect the management account by one first.");
}
