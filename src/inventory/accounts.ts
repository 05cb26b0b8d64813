import { eq, or, sql } from "drizzle-orm";
import * as z from "zod";
import { ACCOUNT_SCOPES, awsAccounts } from "../../db/schema/inventory.ts";
import type { OrgContext, Ports } from "../base/context.ts";
import { open, randomToken, seal } from "../base/crypto.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { requireRoom } from "../base/plans.ts";
import type { Aws, AwsCredentials } from "../ports/aws.ts";
import { actionsOf, type ExportPlace, policyFor, sessionPolicy } from "./policy.ts";

/** 128 bits, made by us, one per connection, never typed by anybody. */
const EXTERNAL_ID_BYTES = 16;

export const AccountName = z.string().trim().min(1, "Give the account a name.").max(60, "Use at most 60 characters.");
export const RoleArn = z
  .string()
  .trim()
  .regex(
    /^arn:aws(-[a-z-]+)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    "Paste the role's ARN, like arn:aws:iam::123456789012:role/DevControl.",
  );
export const AccessKeyId = z
  .string()
  .trim()
  .regex(/^[A-Z0-9]{16,128}$/, "An access key id has 20 capital letters and digits, like AKIA….");
export const SecretAccessKey = z
  .string()
  .trim()
  .min(20, "A secret access key has 40 characters.")
  .max(200, "A secret access key has 40 characters.");

type Account = typeof awsAccounts.$inferSelect;
type NewAccount = Partial<typeof awsAccounts.$inferInsert> & { name: string; kind: Account["kind"] };
export const AccountScope = z.enum(ACCOUNT_SCOPES);
type Prepared = { name: string; scope: z.infer<typeof AccountScope> };

/** What pages may see: never keys, and the ExternalId only where it is shown on purpose. */
export const shownColumns = {
  id: awsAccounts.id,
  name: awsAccounts.name,
  kind: awsAccounts.kind,
  awsAccountId: awsAccounts.awsAccountId,
  roleArn: awsAccounts.roleArn,
  isByToken: sql<boolean>`${awsAccounts.subject} is not null`,
  scope: awsAccounts.scope,
  managementId: awsAccounts.managementId,
  status: awsAccounts.status,
  problem: awsAccounts.problem,
  checkedAt: awsAccounts.checkedAt,
  discoveredAt: awsAccounts.discoveredAt,
  createdAt: awsAccounts.createdAt,
};

/** The fictional company, once per organisation. */
export async function addSampleAccount(context: OrgContext) {
  const [present] = await context.tx
    .select({ id: awsAccounts.id })
    .from(awsAccounts)
    .where(eq(awsAccounts.kind, "sample"))
    .limit(1);
  if (present) throw conflict("The sample account is already connected.");
  return addAccount(context, { name: "Juniper Goods (sample)", kind: "sample" });
}

/** Step one of connecting by role: a connection with its ExternalId, for the customer's trust policy. */
export async function prepareRole(context: OrgContext, prepared: Prepared) {
  const externalId = randomToken(EXTERNAL_ID_BYTES);
  const { id } = await addAccount(context, { ...prepared, kind: "role", externalId });
  return { id, externalId };
}

/** The same without any AWS identity of ours: the role will trust our signature under a subject that is this connection's alone. */
export async function prepareWebIdentity(context: OrgContext, prepared: Prepared) {
  const id = await newId(context);
  const subject = subjectOf({ organizationId: context.organization.organizationId, id });
  await addAccount(context, { ...prepared, id, kind: "role", subject });
  return { id, subject };
}

/** Of ids that only the server makes: nobody can ask for a token that another organisation's role takes. */
const subjectOf = ({ organizationId, id }: Pick<Account, "organizationId" | "id">) =>
  `organization:${organizationId}:account:${id}`;

/** Step two: the role that the customer has made. */
export async function setRole(context: OrgContext, id: string, roleArn: string) {
  const account = await lockAccount(context, id);
  if (account.kind !== "role") throw badRequest("This account is not connected by a role.");
  const [after] = await context.tx
    .update(awsAccounts)
    // The template was shown beside the field that the ARN was pasted into.
    .set({ roleArn, status: "new", problem: null, granted: neededBy(account) })
    .where(eq(awsAccounts.id, id))
    .returning();
  await record(context, "account.role", { type: "account", id }, { before: account, after });
  context.publish({ topic: "accounts.changed", data: { id } });
  return { id };
}

export async function addKeysAccount(
  context: OrgContext,
  { sealKeys }: Pick<Ports, "sealKeys">,
  input: { name: string; accessKeyId: string; secretAccessKey: string },
) {
  const id = await newId(context);
  const { accessKeyId, secretAccessKey } = input;
  const sealedKeys = await seal(sealKeys, JSON.stringify({ accessKeyId, secretAccessKey }), [
    context.organization.organizationId,
    id,
  ]);
  return addAccount(context, { id, name: input.name, kind: "keys", sealedKeys });
}

/** IAM actions that the account's policy must hold by what the product reads today. */
export const neededBy = (account: Pick<Account, "scope" | "managementId">) => actionsOf(policyFor(account));

/** The customer has updated the policy from the newest template. Whether that is so, the next discovery tells. */
export async function confirmPolicy(context: OrgContext, id: string) {
  const account = await lockAccount(context, id);
  const granted = neededBy(account);
  // One stack set makes every member's role.
  const members = await context.tx
    .update(awsAccounts)
    .set({ granted: neededBy({ scope: "account", managementId: id }) })
    .where(eq(awsAccounts.managementId, id))
    .returning({ id: awsAccounts.id, name: awsAccounts.name });
  const [after] = await context.tx.update(awsAccounts).set({ granted }).where(eq(awsAccounts.id, id)).returning();
  const told = { name: account.name, accounts: members, before: account, after };
  await record(context, "account.policy", { type: "account", id }, told);
  context.publish({ topic: "accounts.changed", data: { id } });
  return { id };
}

/** The account, its members' connections and everything read from them go; their events stay. */
export async function removeAccount(context: OrgContext, id: string, { withMembers }: { withMembers: boolean }) {
  const account = await lockAccount(context, id);
  const members = await context.tx.$count(awsAccounts, eq(awsAccounts.managementId, id));
  if (members > 0 && !withMembers)
    throw conflict(
      `${members} member ${members === 1 ? "account is" : "accounts are"} connected through this one, whose role they share. Remove them together, or one by one first.`,
    );
  const gone = sql`(select a.id from aws_accounts a where a.id = ${id} or a.management_id = ${id})`;
  // Entities outlive their resources' account only by oversight: they go with it.
  await context.tx.execute(
    sql`delete from entities e using resources r where r.account_id in ${gone} and r.organization_id = e.organization_id and r.id = e.id`,
  );
  await context.tx.delete(awsAccounts).where(or(eq(awsAccounts.id, id), eq(awsAccounts.managementId, id)));
  await record(context, "account.remove", { type: "account", id }, { before: account, members });
  context.publish({ topic: "accounts.changed", data: { id } });
  return { id };
}

export async function lockAccount({ tx }: OrgContext, id: string): Promise<Account> {
  const [account] = await tx.select().from(awsAccounts).where(eq(awsAccounts.id, id)).for("update");
  if (!account) throw notFound("The AWS account");
  return account;
}

const Keys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** Opens the account as it was connected; `places`: its cost exports that may be read. Throws AwsError when AWS does not let us in. */
export async function openAccount(
  { aws, sealKeys }: Pick<Ports, "aws" | "sealKeys">,
  account: Account,
  now: Date,
  places: readonly ExportPlace[] = [],
): Promise<Aws> {
  return aws.open(await credentialsOf(sealKeys, account, places), now);
}

/** As `openAccount`, for the many runs of one scan, which has opened it anew when it began. */
export const reopenAccount = async ({ aws, sealKeys }: Pick<Ports, "aws" | "sealKeys">, account: Account, now: Date) =>
  aws.reopen(await credentialsOf(sealKeys, account), now);

/**
 * Says what is wrong with a role that anybody's request could make us use; null when nothing is. Where AWS does not say,
 * what was said before stays: a door is named until it was seen closed.
 */
export async function openDoorProblem(
  { aws, sealKeys }: Pick<Ports, "aws" | "sealKeys">,
  account: Account,
  now: Date,
): Promise<string | null> {
  const credentials = await credentialsOf(sealKeys, account);
  if (credentials.kind !== "role" && credentials.kind !== "web-identity") return null;
  const door = await aws.tryDoor(credentials, now);
  if (door === "unknown") return Object.values(OPEN_DOOR).find((said) => said === account.problem) ?? null;
  return door === "closed" ? null : OPEN_DOOR[door];
}
const UNTIL =
  "Update the role from the template; until then whoever learns the role's ARN could have it read through us.";
const OPEN_DOOR = {
  "without-id": `The role can be assumed without its ExternalId: its trust policy does not ask for it. ${UNTIL}`,
  "any-id": `The role can be assumed with any ExternalId: its trust policy does not ask for this connection's own. ${UNTIL}`,
  "any-subject": `The role takes our tokens for any subject: its trust policy does not pin this connection's own. ${UNTIL}`,
};

async function credentialsOf(
  sealKeys: Ports["sealKeys"],
  account: Account,
  places: readonly ExportPlace[] = [],
): Promise<AwsCredentials> {
  const { id, organizationId, kind, roleArn, externalId, subject, sealedKeys } = account;
  if (kind === "sample") return { kind };
  if (kind === "keys" && sealedKeys)
    return { kind, ...Keys.parse(JSON.parse(await open(sealKeys, sealedKeys, [organizationId, id]))) };
  if (kind === "role" && roleArn) {
    const role = { roleArn, sessionName: `devcontrol-${id}`, narrowedTo: sessionPolicy(places) };
    if (subject) return { ...role, kind: "web-identity", subject };
    if (externalId) return { ...role, kind, externalId };
  }
  throw badRequest("This account is not connected yet: its role's ARN is missing.");
}

async function addAccount(context: OrgContext, values: NewAccount): Promise<{ id: string }> {
  const { tx, organization } = context;
  await requireRoom(context, "awsAccounts", () => tx.$count(awsAccounts));
  const [row] = await tx
    .insert(awsAccounts)
    .values({
      organizationId: organization.organizationId,
      ...(values.kind !== "sample" && { granted: neededBy({ scope: "account", managementId: null, ...values }) }),
      ...values,
    })
    .returning();
  if (!row) throw new Error("insert returned no row");
  await record(context, "account.connect", { type: "account", id: row.id }, { after: row });
  context.publish({ topic: "accounts.changed", data: { id: row.id } });
  return { id: row.id };
}

async function newId({ tx }: OrgContext): Promise<string> {
  const { rows } = await tx.execute(sql`select app.uuidv7() as id`);
  return z.object({ id: z.uuid() }).parse(rows[0]).id;
}
