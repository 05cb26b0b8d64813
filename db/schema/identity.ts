import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** A person. Not an organisation's: one person may belong to many. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey().default(sql`app.uuidv7()`),
    /** Lower case. null: the demo's guest, who cannot sign in with a password. */
    email: text("email").unique(),
    name: text("name").notNull(),
    /** scrypt with its parameters; see src/identity/passwords.ts. */
    passwordHash: text("password_hash"),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (t) => [check("users_email_lower", sql`${t.email} = lower(${t.email})`)],
);

/** The id is the SHA-256 of the random token in the cookie, so that a dump of this table opens no session. */
export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: timestamp("expires_at", { withTimezone: true, mode: "date" }).notNull(),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expiry").on(t.expiresAt)],
);
