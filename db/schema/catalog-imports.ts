import { sql } from "drizzle-orm";
import { check, foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { LineProblem } from "./catalog.ts";
import { instant, tenantColumns } from "./tenancy.ts";

export const CATALOG_IMPORT_STATES = ["uploading", "checking", "writing", "done", "refused"] as const;

/** A catalogue file that is too large for one request: it comes in parts, and a job takes them in. */
export const catalogImports = pgTable(
  "catalog_imports",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    parts: integer("parts").notNull(),
    state: text("state").notNull().default("uploading").$type<(typeof CATALOG_IMPORT_STATES)[number]>(),
    /** The part that the job looks at next. */
    next: integer("next").notNull().default(0),
    counts: jsonb("counts")
      .notNull()
      .default({ new: 0, changed: 0, same: 0, orphaned: 0 })
      .$type<Record<"new" | "changed" | "same" | "orphaned", number>>(),
    /** Why nothing was taken in. */
    problems: jsonb("problems").notNull().default([]).$type<LineProblem[]>(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    check("catalog_imports_state", sql`${t.state} in ('uploading', 'checking', 'writing', 'done', 'refused')`),
  ],
);

/** Whole documents, in their order; gone when the import has ended. */
export const catalogImportParts = pgTable(
  "catalog_import_parts",
  {
    organizationId: tenantColumns.organizationId,
    importId: uuid("import_id").notNull(),
    number: integer("number").notNull(),
    /** Where it begins in the file that people have. */
    firstLine: integer("first_line").notNull(),
    text: text("text").notNull(),
    /** What it declares, once it has been checked. */
    refs: text("refs").array(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.importId, t.number] }),
    foreignKey({
      columns: [t.organizationId, t.importId],
      foreignColumns: [catalogImports.organizationId, catalogImports.id],
    }).onDelete("cascade"),
  ],
);
