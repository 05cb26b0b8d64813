import { sql } from "drizzle-orm";
import {
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { amount, costSubAccounts, oneOf } from "./costs.ts";
import { awsAccounts } from "./inventory.ts";
import { instant, tenantColumns } from "./tenancy.ts";

export const IMPORT_STATES = ["uploading", "reading", "done", "refused"] as const;
/** A rule of FOCUS 1.2 that lines of a file do not keep: how many, and the first of them. */
export type Violation = { column: string; rule: string; count: number; lines: number[]; example: string };
export type ImportReport = {
  format: string;
  rows: number;
  currency: string | null;
  providers: Record<string, number>;
  categories: Record<string, number>;
  from: string | null;
  to: string | null;
  /** Why nothing was imported, each with its line. */
  problems: { line: number; sentence: string }[];
  problemCount: number;
  /** What a strict reader would refuse; read all the same. */
  violations: Violation[];
  /** What the file says of commitments, by month; absent = it was read before this was looked at. */
  commitments?: ImportedCommitment[];
};
/** Effective cost of one commitment in one month, of what used it and of what nobody used (FOCUS 1.2, CommitmentDiscountStatus). */
export type ImportedCommitment = { id: string; type: string; month: string; used: string; unused: string };
/** Where the next run of the job goes on: bytes are of the unpacked file. */
export type ImportCursor = {
  offset: number;
  line: number;
  rows: number;
  header: string[] | null;
  group: number;
  file?: number;
};
/** Where files of an import lie when nobody uploaded them; read one after the other, while they are what they were. */
export type ImportOrigin = {
  placeId: string;
  /** "2026-11". */
  period: string;
  files: { key: string; etag: string; sizeBytes: number }[];
};

/** A file of charges that somebody uploads in parts; its lines wait in `cost_import_lines` until all of it is read. */
export const costImports = pgTable(
  "cost_imports",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    sizeBytes: doublePrecision("size_bytes").notNull(),
    parts: integer("parts").notNull(),
    state: text("state").notNull().$type<(typeof IMPORT_STATES)[number]>(),
    cursor: jsonb("cursor").$type<ImportCursor>(),
    /** null = it was uploaded. */
    origin: jsonb("origin").$type<ImportOrigin>(),
    report: jsonb("report").$type<ImportReport>(),
    lines: integer("lines"),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    check("cost_imports_state", sql`${t.state} in (${oneOf(IMPORT_STATES)})`),
  ],
);

/** A folder of a customer's bucket into which AWS writes cost exports; looked at each day. */
export const costExportPlaces = pgTable(
  "cost_export_places",
  {
    ...tenantColumns,
    accountId: uuid("account_id").notNull(),
    region: text("region").notNull(),
    bucket: text("bucket").notNull(),
    /** Without slashes at its ends. */
    prefix: text("prefix").notNull(),
    /** What was last read of each period: its files with their ETags. */
    seen: jsonb("seen").notNull().default({}).$type<Record<string, string>>(),
    /** null = not yet. */
    readAt: instant("read_at"),
    /** Why the last look found nothing to read; null = it did. */
    problem: text("problem"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("cost_export_places_folder").on(t.organizationId, t.bucket, t.prefix),
    index("cost_export_places_account").on(t.organizationId, t.accountId),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/** Parts of a file, all of one size but the last; gone when it has been read. */
export const costImportParts = pgTable(
  "cost_import_parts",
  {
    organizationId: tenantColumns.organizationId,
    importId: uuid("import_id").notNull(),
    number: integer("number").notNull(),
    data: bytes("data").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.importId, t.number] }),
    foreignKey({
      columns: [t.organizationId, t.importId],
      foreignColumns: [costImports.organizationId, costImports.id],
    }).onDelete("cascade"),
  ],
);

/** Lines of a file that is being read: nobody sees them before all of them are there. */
export const costImportLines = pgTable(
  "cost_import_lines",
  {
    organizationId: tenantColumns.organizationId,
    importId: uuid("import_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    key: uuid("key").notNull(),
    subAccountId: text("sub_account_id").notNull(),
    subAccountName: text("sub_account_name"),
    service: text("service").notNull(),
    chargeCategory: text("charge_category").notNull(),
    chargeClass: text("charge_class").notNull(),
    region: text("region").notNull(),
    resourceId: text("resource_id").notNull(),
    usageType: text("usage_type").notNull(),
    tags: jsonb("tags").notNull().$type<Record<string, string>>(),
    currency: text("currency").notNull(),
    unblended: amount("unblended"),
    amortized: amount("amortized"),
    netUnblended: amount("net_unblended"),
    netAmortized: amount("net_amortized"),
    listCost: numeric("list_cost", { precision: 24, scale: 10 }),
    contractedCost: numeric("contracted_cost", { precision: 24, scale: 10 }),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.importId, t.day, t.key] }),
    foreignKey({
      columns: [t.organizationId, t.importId],
      foreignColumns: [costImports.organizationId, costImports.id],
    }).onDelete("cascade"),
  ],
);

/** Months of sub-accounts that an imported export tells: there, Cost Explorer's lines do not count. */
export const costExportMonths = pgTable(
  "cost_export_months",
  {
    organizationId: tenantColumns.organizationId,
    subAccountId: text("sub_account_id").notNull(),
    /** Its first day. */
    month: date("month", { mode: "string" }).notNull(),
    importId: uuid("import_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.subAccountId, t.month] }),
    index("cost_export_months_import").on(t.organizationId, t.importId),
    foreignKey({
      columns: [t.organizationId, t.subAccountId],
      foreignColumns: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.organizationId, t.importId],
      foreignColumns: [costImports.organizationId, costImports.id],
    }).onDelete("cascade"),
  ],
);
