import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

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
    lastSignInAt: timestamp("last_sign_in_at", { withTimezone: true, mode: "date" }),
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
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
    /** What the browser said of itself and where it called from when it signed in. */
    userAgent: text("user_agent"),
    ip: text("ip"),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expiry").on(t.expiresAt)],
);

/** Tries to sign in since the last success, for accounts that exist and for those that do not alike. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    /** SHA-256 of what is counted: an account, an address, or both together. */
    key: text("key").primaryKey(),
    failures: integer("failures").notNull(),
    lastAt: timestamp("last_at", { withTimezone: true, mode: "date" }).notNull(),
    /** The one before; tells tries apart that arrive at once. */
    previousAt: timestamp("previous_at", { withTimezone: true, mode: "date" }),
  },
  (t) => [index("sign_in_attempts_age").on(t.lastAt)],
);
