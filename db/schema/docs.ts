import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { entities } from "./catalog.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Documentation of an entity, page by page, as Markdown: read from where its catalogue file lies. */
export const catalogDocs = pgTable(
  "catalog_docs",
  {
    ...tenantColumns,
    entityId: uuid("entity_id").notNull(),
    /** "guide/start.md", from the folder of the documentation. */
    path: text("path").notNull(),
    title: text("title").notNull(),
    /** In the order of mkdocs' nav. */
    position: integer("position").notNull(),
    text: text("text").notNull(),
    /** Where people may change it. */
    url: text("url").notNull(),
    readAt: instant("read_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("catalog_docs_page").on(t.organizationId, t.entityId, t.path),
    index("catalog_docs_order").on(t.organizationId, t.entityId, t.position),
    foreignKey({
      columns: [t.organizationId, t.entityId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
  ],
);
