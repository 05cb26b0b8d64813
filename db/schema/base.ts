import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, tenantColumns } from "./tenancy.ts";

export const JOB_STATES = ["queued", "running", "done", "failed", "superseded"] as const;
export type JobState = (typeof JOB_STATES)[number];
/** `total: null` = not known yet. */
export type Progress = { done: number; total: number | null; message: string };

/** Work outside a request. These rows are the truth; the queue only says when to look. */
export const jobs = pgTable(
  "jobs",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    /** Same name and key = same job: at most one of them is queued or running. */
    key: text("key").notNull(),
    input: jsonb("input").notNull().$type<unknown>(),
    state: text("state").notNull().default("queued").$type<JobState>(),
    attempts: integer("attempts").notNull().default(0),
    attemptsMax: integer("attempts_max").notNull(),
    /** Runs in a row that ended without a word: their worker died. They cost no attempt, and have a limit of their own. */
    losses: integer("losses").notNull().default(0),
    dueAt: instant("due_at").notNull().defaultNow(),
    leaseUntil: instant("lease_until"),
    /** Fencing: grows with each claim; a write with an older token is refused. */
    leaseToken: bigint("lease_token", { mode: "number" }).notNull().default(0),
    progress: jsonb("progress").$type<Progress>(),
    outcome: jsonb("outcome").$type<Record<string, unknown>>(),
    error: jsonb("error").$type<{ message: string; at: string }>(),
    parentId: uuid("parent_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("jobs_live_key").on(t.organizationId, t.name, t.key).where(sql`state in ('queued', 'running')`),
    index("jobs_recent").on(t.organizationId, t.createdAt.desc(), t.id.desc()),
    index("jobs_children").on(t.organizationId, t.parentId, t.state),
    // The sweep over all organisations looks here; nothing but `app.claim_jobs` reads it without an organisation.
    index("jobs_due").on(t.dueAt).where(sql`state = 'queued'`),
    index("jobs_leases").on(t.leaseUntil).where(sql`state = 'running'`),
    check("jobs_state", sql`${t.state} in ('queued', 'running', 'done', 'failed', 'superseded')`),
  ],
);

export type ActorKind = "user" | "guest" | "key" | "job" | "system";

/** Postgres's 64-bit transaction id; written by the database alone. */
export const transactionId = customType<{ data: string }>({ dataType: () => "xid8" });

/** What happened, who did it, to what, before and after. Append-only by grants. */
export const events = pgTable(
  "events",
  {
    ...tenantColumns,
    at: instant("at").notNull().defaultNow(),
    actorKind: text("actor_kind").notNull().$type<ActorKind>(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    targetType: text("target_type").notNull(),
    targetId: text("target_id"),
    /** `before` and `after`: the fields that changed, or the whole row where one was made or removed; and other facts. */
    data: jsonb("data").notNull().default({}).$type<Record<string, unknown>>(),
    requestId: text("request_id"),
    /** Where the request came from and what sent it; null for work outside a request. */
    ip: text("ip"),
    userAgent: text("user_agent"),
    /** Ids and times are given before a commit; whose transaction is over, and whose is not, only this tells. */
    xid: transactionId("xid").notNull().default(sql`pg_current_xact_id()`),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("events_recent").on(t.organizationId, t.at.desc(), t.id.desc()),
    // A request's id is what people are told to report.
    index("events_request").on(t.organizationId, t.requestId),
    index("events_order").on(t.organizationId, t.xid, t.id),
  ],
);
