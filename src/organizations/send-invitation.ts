import { eq } from "drizzle-orm";
import * as z from "zod";
import { users } from "../../db/schema/identity.ts";
import { invitations, organizations } from "../../db/schema/organizations.ts";
import { job } from "../base/jobs.ts";
import { composeMail } from "../base/mail.ts";
import { isOpen, linkOf, tokenOf } from "./invitations.ts";

const Input = z.object({ invitationId: z.uuid(), origin: z.string() });

/** Mails an invitation's link to the address that it is for. One that was withdrawn meanwhile is not sent. */
export const sendInvitation = job<z.infer<typeof Input>>({
  name: "organizations.send-invitation",
  title: "Mail an invitation",
  input: Input,
  attemptsMax: 8,
  async run({ input: { invitationId, origin }, now, ports, read }) {
    const invitation = await read(
      (db) => [
        db
          .select({ email: invitations.email, role: invitations.role, invitedBy: users.name, name: organizations.name })
          .from(invitations)
          .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
          .leftJoin(users, eq(users.id, invitations.invitedBy))
          .where(isOpen(now, invitationId)),
      ],
      ([[row]]) => row,
    );
    if (!invitation?.email) return { done: { sent: 0 } };
    const { email, role, invitedBy, name } = invitation;
    const who = invitedBy ?? "An owner";
    const mail = composeMail({
      to: email,
      subject: `${who} invites you to ${name} on DevControl`,
      paragraphs: [`${who} invites you to join ${name} on DevControl as ${role}.`],
      action: { label: `Join ${name}`, link: linkOf(origin, await tokenOf(ports, invitationId)) },
      closing: "The link works once, for seven days. If you do not know who this is, do nothing.",
    });
    await ports.email.send(mail, `invitation-${invitationId}`);
    return { done: { sent: 1 } };
  },
});
