import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";

/** A person. Not an organisation's: one person may belong to many. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey().default(sql`app.uuidv7()`),
    /** Lower case. null: the demo's guest, who cannot sign in with a password. */
    email: text("email").unique(),
    name: text("name").notNull(),
    /** When the person showed that mail to the address reaches them; null: never. */
    emailVerifiedAt: timestamp("email_verified_at", { withTimezone: true, mode: "date" }),
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
    /** Two letters (ISO 3166-1), as the edge tells it; null: not known. */
    country: text("country"),
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

/** What a link in a mail may do, once. The hash of its token is all that is stored of it. */
export const mailTokens = pgTable(
  "mail_tokens",
  {
    hash: text("hash").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose").notNull().$type<"reset" | "verify">(),
    /** The address that the mail went to, which is what opening the link proves. */
    email: text("email").notNull(),
    expiresAt: timestamp("expires_at", { withTimezone: true, mode: "date" }).notNull(),
  },
  (t) => [
    index("mail_tokens_user").on(t.userId),
    index("mail_tokens_expiry").on(t.expiresAt),
    check("mail_tokens_purpose", sql`${t.purpose} in ('reset', 'verify')`),
  ],
);

/** Mail of an installation on somebody's own machine, which no provider delivers: a page shows it. Elsewhere empty. */
export const outboxMails = pgTable(
  "outbox_mails",
  {
    id: uuid("id").primaryKey().default(sql`app.uuidv7()`),
    key: text("key").notNull().unique(),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    text: text("text").notNull(),
    sentAt: timestamp("sent_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (t) => [index("outbox_mails_recent").on(t.id.desc())],
);

/** A person's second factor: a code from their device (RFC 6238). It asks for nothing until it is confirmed. */
export const secondFactors = pgTable("second_factors", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Sealed for this person. */
  secret: jsonb("secret").notNull().$type<{ keyVersion: string; nonce: string; ciphertext: string }>(),
  confirmedAt: timestamp("confirmed_at", { withTimezone: true, mode: "date" }),
  /** The last 30 seconds whose code was used: that one and older ones are refused. */
  lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
});

/** What opens the account once when the device is lost; 80 random bits each, so that a fast hash is enough. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    hash: text("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.hash] })],
);

/** The first step of a sign-in was right, the second is awaited. The id is the SHA-256 of what the browser holds. */
export const signInChallenges = pgTable(
  "sign_in_challenges",
  {
    hash: text("hash").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** How the first step was made. */
    how: text("how").notNull(),
    expiresAt: timestamp("expires_at", { withTimezone: true, mode: "date" }).notNull(),
  },
  (t) => [index("sign_in_challenges_user").on(t.userId), index("sign_in_challenges_expiry").on(t.expiresAt)],
);

/** Accounts with a provider that a person signs in with as well. */
export const linkedAccounts = pgTable(
  "linked_accounts",
  {
    provider: text("provider").notNull().$type<"github" | "google">(),
    /** The provider's own id of the person: addresses and names change. */
    providerId: text("provider_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What the person is called there. */
    label: text("label").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.provider, t.providerId] }),
    unique("linked_accounts_one").on(t.userId, t.provider),
    check("linked_accounts_provider", sql`${t.provider} in ('github', 'google')`),
  ],
);
