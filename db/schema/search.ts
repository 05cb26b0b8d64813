import { sql } from "drizzle-orm";
import { customType, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { tenantColumns } from "./tenancy.ts";

/** Words as Postgres searches them. */
const words = customType<{ data: string }>({ dataType: () => "tsvector" });

export const SEARCH_KINDS = ["entity", "resource", "finding", "doc"] as const;

/**
 * What can be found: one row for each declared entity, AWS resource and open finding, kept by triggers on their tables
 * (see the migration "search_doors"), so that nothing that writes them can forget it. Row-level security makes GIN
 * indexes unusable, so `app.search` reads it, and nothing else.
 */
export const searchEntries = pgTable(
  "search_entries",
  {
    ...tenantColumns,
    kind: text("kind").notNull().$type<(typeof SEARCH_KINDS)[number]>(),
    title: text("title").notNull(),
    /** What it is, in a few words: its kind, its type and region, its rule. */
    note: text("note").notNull(),
    /** Where it is: an entity's reference; for the others their id says it. */
    ref: text("ref"),
    titleKey: text("title_key").notNull(),
    words: words("words").notNull(),
    /** Whole ids and addresses that people paste: references, ARNs, URLs; in lower case, without a slash at the end. */
    ids: text("ids").array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("search_entries_title").on(t.organizationId, sql`${t.titleKey} collate "C"`),
    index("search_entries_words").using("gin", t.organizationId, t.words),
    index("search_entries_ids").using("gin", t.organizationId, t.ids),
  ],
);

/** Every word of four letters and more that was ever indexed: what a mistyped one may have meant. */
export const searchWords = pgTable(
  "search_words",
  { organizationId: tenantColumns.organizationId, word: text("word").notNull() },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.word] }),
    index("search_words_similar").using("gin", t.organizationId, sql`${t.word} gin_trgm_ops`),
  ],
);
