import { and, eq, ne } from "drizzle-orm";
import * as z from "zod";
import { mailTokens, users } from "../../db/schema/identity.ts";
import { inOrganization } from "../base/context.ts";
import { derivedToken, sha256 } from "../base/crypto.ts";
import { INSTALLATION_ID } from "../base/installation.ts";
import { job, later } from "../base/jobs.ts";
import { composeMail } from "../base/mail.ts";
import type { Context } from "../base/trpc.ts";

const MINUTES = { reset: 30, verify: 24 * 60 };

const Input = z.object({
  purpose: z.enum(["reset", "verify"]),
  /** null: the address is nobody's, and the job does nothing. Asking for it looked the same. */
  userId: z.uuid().nullable(),
  /** Another address than the person's present one, to be verified before it becomes theirs. */
  email: z.string().nullable(),
  origin: z.string(),
});
type Input = z.infer<typeof Input>;

/** One mail with a link to a person. The link's token is made here and stored as a hash; a second run makes the same. */
export const sendMail = job<Input>({
  name: "identity.send-mail",
  title: "Send a mail to a person",
  input: Input,
  attemptsMax: 8,
  async run({ input: { purpose, userId, email, origin }, jobId, now, ports, read, write }) {
    if (!userId) return { done: { sent: 0 } };
    const { person, isTaken } = await read(
      (db) => [
        db.select().from(users).where(eq(users.id, userId)),
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.email, email ?? ""), ne(users.id, userId))),
      ],
      ([[row], others]) => ({ person: row, isTaken: others.length > 0 }),
    );
    const to = email ?? person?.email;
    if (!person || !to || isTaken) return { done: { sent: 0 } };
    const token = await derivedToken(ports.sealKeys, [purpose, jobId]);
    const expiresAt = new Date(now.getTime() + MINUTES[purpose] * 60_000);
    const hash = await sha256(token);
    await write(({ tx }) =>
      tx.insert(mailTokens).values({ hash, userId, purpose, email: to, expiresAt }).onConflictDoNothing(),
    );
    const compose = purpose === "reset" ? resetMail : verifyMail;
    await ports.email.send(compose({ to, name: person.name, origin, token }), `${purpose}-${jobId}`);
    return { done: { sent: 1 } };
  },
});

type Words = { to: string; name: string; origin: string; token: string };

// Tokens come after the #: a browser sends that part to no server, so it stands in no log.
const resetMail = ({ to, name, origin, token }: Words) =>
  composeMail({
    to,
    subject: "Choose a new password for DevControl",
    paragraphs: [`Hello ${name},`, "somebody, probably you, asked to choose a new password for this address."],
    action: { label: "Choose a new password", link: `${origin}/reset#${token}` },
    closing: "The link works once, for 30 minutes. If it was not you, do nothing: your password stays as it is.",
  });

const verifyMail = ({ to, name, origin, token }: Words) =>
  composeMail({
    to,
    subject: "Verify your email address for DevControl",
    paragraphs: [`Hello ${name},`, "show that mail to this address reaches you."],
    action: { label: "Verify this address", link: `${origin}/verify-email#${token}` },
    closing: "The link works once, for 24 hours. If you have no account with DevControl, do nothing.",
  });

/** Asks for a mail. While one of the same purpose to the same address waits to be sent, that one is it. */
export async function requestMail(
  ctx: Pick<Context, "database" | "ports" | "now" | "requestId" | "client" | "origin">,
  { purpose, userId, email }: Omit<Input, "origin">,
  /** What the job is the same for: an address, whether it is somebody's or not. */
  address: string,
) {
  const { database, ports, now, requestId, client, origin } = ctx;
  const who = { actor: { kind: "system" as const, id: null, name: "DevControl" }, now, requestId, client };
  const key = `${purpose}:${await sha256(address)}`;
  await inOrganization(database, ports, { organizationId: INSTALLATION_ID }, who, async (context) => {
    await later(context, sendMail, { purpose, userId, email, origin }, { key });
  });
}
