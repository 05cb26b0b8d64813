import { desc, lt, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { outboxMails } from "../../db/schema/identity.ts";
import type { Email } from "../ports/email.ts";

const KEPT_MS = 7 * 86_400_000;
const SHOWN_MAX = 50;

/** Keeps mail in a table instead of sending it, so that every flow with a mail can be walked on one's own machine. */
export function outboxEmail(database: Database): Email {
  return {
    mode: "outbox",
    async send({ to, subject, text }, key) {
      const db = database.identity();
      await db.insert(outboxMails).values({ key, recipient: to, subject, text }).onConflictDoNothing();
      await db.delete(outboxMails).where(lt(outboxMails.sentAt, sql`now() - ${KEPT_MS} * interval '1 millisecond'`));
    },
  };
}

/** The newest mails, newest first. */
export async function readOutbox(database: Database) {
  return database
    .identity()
    .select({
      id: outboxMails.id,
      recipient: outboxMails.recipient,
      subject: outboxMails.subject,
      text: outboxMails.text,
      sentAt: outboxMails.sentAt,
    })
    .from(outboxMails)
    .orderBy(desc(outboxMails.id))
    .limit(SHOWN_MAX);
}
