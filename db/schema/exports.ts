import { bigint, foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { organizations } from "./organizations.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** How far an export is: the tables in order, which of them is being read, and after which of its keys. */
export type ExportCursor = {
  tables: { name: string; rows: number; files: number }[];
  at: number;
  after: string[] | null;
};

/** Everything of an organisation as one archive, made by a job and kept until it expires. */
export const organizationExports = pgTable(
  "organization_exports",
  {
    ...tenantColumns,
    jobId: uuid("job_id"),
    requestedBy: text("requested_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
    expiresAt: instant("expires_at").notNull(),
    cursor: jsonb("cursor").$type<ExportCursor>(),
    parts: integer("parts").notNull().default(0),
    rows: bigint("rows", { mode: "number" }).notNull().default(0),
    /** Of the archive. */
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.id] })],
);

/** A piece of the archive: gzip members one after the other are one gzip file (RFC 1952). */
export const exportParts = pgTable(
  "export_parts",
  {
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    exportId: uuid("export_id").notNull(),
    part: integer("part").notNull(),
    /** Base64. */
    content: text("content").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.exportId, t.part] }),
    foreignKey({
      columns: [t.organizationId, t.exportId],
      foreignColumns: [organizationExports.organizationId, organizationExports.id],
    }).onDelete("cascade"),
  ],
);
