import { and, asc, eq } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { entities } from "../../../db/schema/catalog.ts";
import { catalogDocs } from "../../../db/schema/docs.ts";
import { EntityRefInput } from "../refs.ts";
import { PAGES_MAX } from "./mkdocs.ts";

export const DocsInput = z.strictObject({ ref: EntityRefInput, path: z.string().max(500).optional() });

/** The pages of an entity, and the text of one: the first, where none is named. */
export const docsOf = (db: ReadDb, { ref, path }: z.infer<typeof DocsInput>) =>
  [
    db
      .select({ path: catalogDocs.path, title: catalogDocs.title })
      .from(catalogDocs)
      .innerJoin(entities, eq(entities.id, catalogDocs.entityId))
      .where(eq(entities.ref, ref))
      .orderBy(asc(catalogDocs.position))
      .limit(PAGES_MAX),
    db
      .select({
        path: catalogDocs.path,
        title: catalogDocs.title,
        text: catalogDocs.text,
        url: catalogDocs.url,
        readAt: catalogDocs.readAt,
      })
      .from(catalogDocs)
      .innerJoin(entities, eq(entities.id, catalogDocs.entityId))
      .where(and(eq(entities.ref, ref), path === undefined ? undefined : eq(catalogDocs.path, path)))
      .orderBy(asc(catalogDocs.position))
      .limit(1),
  ] as const;
