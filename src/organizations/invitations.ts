import { and, desc, eq, gt, isNull } from "drizzle-orm";
import * as z from "zod";
import { users } from "../../db/schema/identity.ts";
import { invitations, memberships, ROLES, type Role } from "../../db/schema/organizations.ts";
import { inOrganization, type OrgContext } from "../base/context.ts";
import { randomToken, sha256 } from "../base/crypto.ts";
import { conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import type { Context } from "../base/trpc.ts";
import { mayGive } from "./rank.ts";

const DAYS = 7;
const TOKEN_BYTES = 32;
/** Open ones; who needs more has forgotten to withdraw some. */
export const OPEN_MAX = 100;

export const InvitationToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "This is not an invitation's link.");
export const NewInvitation = z.strictObject({
  role: z.enum(ROLES),
  note: z.string().trim().max(100, "Use at most 100 characters.").default(""),
});

const isOpen = (now: Date) =>
  and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, now));

/** The open invitations with who made them, newest first. */
export const openInvitations = (db: Pick<OrgContext["tx"], "select">, now: Date) =>
  db
    .select({
      id: invitations.id,
      role: invitations.role,
      note: invitations.note,
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
export async function invite(context: OrgContext, userId: string, { role, note }: z.infer<typeof NewInvitation>) {
  const { tx, organization, now, publish } = context;
  if (!mayGive(organization.role, role))
    throw forbidden(`Your role is ${organization.role}: you cannot invite somebody as ${role}.`);
  const open = await openInvitations(tx, now);
  if (open.length >= OPEN_MAX)
    throw conflict(`There are ${OPEN_MAX} open invitations, which is the limit. Withdraw some first.`);
  const token = randomToken(TOKEN_BYTES);
  const expiresAt = new Date(now.getTime() + DAYS * 86_400_000);
  const [row] = await tx
    .insert(invitations)
    .values({
      organizationId: organization.organizationId,
      tokenHash: await sha256(token),
      role,
      note,
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
