import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, tenantColumns } from "./tenancy.ts";

/** One run of a template: what was asked, how far it is, what it made. Answers to secret questions are never here. */
export const templateRuns = pgTable(
  "template_runs",
  {
    ...tenantColumns,
    templateRef: text("template_ref").notNull(),
    title: text("title").notNull(),
    answers: jsonb("answers").notNull().$type<Record<string, unknown>>(),
    state: text("state").notNull().default("queued").$type<"queued" | "running" | "done" | "failed">(),
    /** A report for each step; src/catalog/templates says its shape. */
    steps: jsonb("steps").notNull().$type<unknown[]>(),
    output: jsonb("output").$type<Record<string, unknown>>(),
    /** Path → text of what it made. */
    files: jsonb("files").$type<Record<string, string>>(),
    problem: text("problem"),
    jobId: uuid("job_id"),
    startedBy: text("started_by").notNull(),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("template_runs_recent").on(t.organizationId, t.templateRef, t.id.desc()),
    check("template_runs_state", sql`${t.state} in ('queued', 'running', 'done', 'failed')`),
  ],
);
