import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import { users } from "../../db/schema/identity.ts";
import { invitations, memberships, ROLES, type Role } from "../../db/schema/organizations.ts";
import { inOrganization, type OrgContext, type Ports } from "../base/context.ts";
import { derivedToken, sha256 } from "../base/crypto.ts";
import { conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { requireRoom } from "../base/plans.ts";
import type { Context } from "../base/trpc.ts";
import { mayGive } from "./rank.ts";

const DAYS = 7;
/** Open ones; who needs more has forgotten to withdraw some. */
export const OPEN_MAX = 100;
/** In a day and organisation: mail goes to people who have not asked for it. */
const MAILED_MAX = 200;
const DAY_MS = 86_400_000;

export const InvitationToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "This is not an invitation's link.");
export const NewInvitation = z.strictObject({
  role: z.enum(ROLES),
  note: z.string().trim().max(100, "Use at most 100 characters.").default(""),
  /** Sends the link there, too. */
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .pipe(z.email("Enter an email address such as ada@example.com."))
    .optional(),
});

export const isOpen = (now: Date, id?: string) =>
  and(
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, now),
    id === undefined ? undefined : eq(invitations.id, id),
  );

/** Made again by the job that mails it; what is stored is its hash. */
export const tokenOf = ({ sealKeys }: Pick<Ports, "sealKeys">, id: string) =>
  derivedToken(sealKeys, ["invitation", id]);

/** The token comes after the #, so that it reaches no server's log. */
export const linkOf = (origin: string, token: string) => `${origin}/invite#${token}`;

/** The open invitations with who made them, newest first. */
export const openInvitations = (db: Pick<OrgContext["tx"], "select">, now: Date) =>
  db
    .select({
      id: invitations.id,
      role: invitations.role,
      note: invitations.note,
      email: invitations.email,
      invitedBy: users.name,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(isOpen(now))
    .orderBy(desc(invitations.id))
    .limit(OPEN_MAX);

/** @returns the token for the link, this once; only its hash is stored. */
export async function invite(
  context: OrgContext,
  ports: Pick<Ports, "sealKeys">,
  userId: string,
  { role, note, email }: z.infer<typeof NewInvitation>,
) {
  const { tx, organization, now, publish } = context;
  if (!mayGive(organization.role, role))
    throw forbidden(`Your role is ${organization.role}: you cannot invite somebody as ${role}.`);
  const open = await openInvitations(tx, now);
  if (open.length >= OPEN_MAX)
    throw conflict(`There are ${OPEN_MAX} open invitations, which is the limit. Withdraw some first.`);
  // An open invitation is a place that is promised.
  await requireRoom(
    context,
    "members",
    async () => (await tx.$count(memberships)) + (await tx.$count(invitations, isOpen(now))),
  );
  if (email) await refuseManyMails(context);
  const { rows } = await tx.execute(sql`select app.uuidv7() as id`);
  const { id } = z.object({ id: z.uuid() }).parse(rows[0]);
  const token = await tokenOf(ports, id);
  const expiresAt = new Date(now.getTime() + DAYS * DAY_MS);
  const [row] = await tx
    .insert(invitations)
    .values({
      id,
      organizationId: organization.organizationId,
      tokenHash: await sha256(token),
      role,
      note,
      email,
      invitedBy: userId,
      createdAt: now,
      expiresAt,
    })
    .returning();
  if (!row) throw new Error("insert returned no row");
  await record(context, "member.invite", { type: "invitation", id: row.id }, { after: row });
  publish({ topic: "members.changed", data: {} });
  return { id: row.id, token, role, expiresAt };
}

async function refuseManyMails({ tx, now }: Pick<OrgContext, "tx" | "now">) {
  const mailed = and(isNotNull(invitations.email), gt(invitations.createdAt, new Date(now.getTime() - DAY_MS)));
  if ((await tx.$count(invitations, mailed)) >= MAILED_MAX)
    throw conflict(`${MAILED_MAX} invitations were mailed in a day, which is the limit. Share a link instead.`);
}

export async function withdrawInvitation(context: OrgContext, id: string) {
  const { tx, organization, now, publish } = context;
  const [row] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.id, id), isOpen(now)))
    .for("update");
  if (!row) throw notFound("The invitation");
  if (!mayGive(organization.role, row.role))
    throw forbidden(`Your role is ${organization.role}: you cannot withdraw an invitation as ${row.role}.`);
  await tx.update(invitations).set({ revokedAt: now }).where(eq(invitations.id, id));
  const after = { ...row, revokedAt: now };
  await record(context, "member.uninvite", { type: "invitation", id }, { before: row, after });
  publish({ topic: "members.changed", data: {} });
  return { id };
}

/** What a link opens; needs no sign-in, so that a newcomer sees where to before signing up. */
export async function readInvitation({ database }: Pick<Context, "database">, token: string) {
  const hash = await sha256(token);
  return database.read(
    { invitationHash: hash },
    (db) => [
      db
        .select({ invitedBy: users.name, expiresAt: invitations.expiresAt })
        .from(invitations)
        .leftJoin(users, eq(users.id, invitations.invitedBy))
        .where(eq(invitations.tokenHash, hash)),
    ],
    ([[row]], { name, slug, role }) => {
      if (!row) throw notFound("The invitation");
      return { organization: name, slug, role, ...row };
    },
  );
}

type Person = { userId: string; name: string };

/** Makes the person a member and uses the invitation up. `person` may be made in the same transaction. */
export async function acceptInvitation(
  { database, ports, now, requestId, client }: Pick<Context, "database" | "ports" | "now" | "requestId" | "client">,
  token: string,
  person: (tx: OrgContext["tx"]) => Promise<Person>,
): Promise<{ slug: string; role: Role }> {
  const invitationHash = await sha256(token);
  const actor = { kind: "system" as const, id: null, name: "DevControl" };
  return inOrganization(database, ports, { invitationHash }, { actor, now, requestId, client }, async (entered) => {
    const { tx, organization, publish } = entered;
    const { userId, name } = await person(tx);
    const context = { ...entered, actor: { kind: "user" as const, id: userId, name } };
    // Who enters second waits here, and then finds the invitation used.
    const [used] = await tx
      .update(invitations)
      .set({ acceptedAt: now })
      .where(
        and(eq(invitations.tokenHash, invitationHash), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
      )
      .returning();
    if (!used) throw conflict("This invitation was used a moment ago. Ask for a new one.");
    const { role } = used;
    await requireRoom(context, "members", () => tx.$count(memberships));
    const [member] = await tx
      .insert(memberships)
      .values({ organizationId: organization.organizationId, userId, role, createdAt: now })
      .onConflictDoNothing()
      .returning();
    if (!member) throw conflict("You are a member already. The invitation stays open for somebody else.");
    await record(
      context,
      "member.accept",
      { type: "invitation", id: used.id },
      { name, before: { ...used, acceptedAt: null }, after: used },
    );
    await record(
      context,
      "member.join",
      { type: "member", id: userId },
      { name, invitationId: used.id, before: null, after: member },
    );
    publish({ topic: "members.changed", data: {} });
    return { slug: organization.slug, role };
  });
}
