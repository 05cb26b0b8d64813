import { and, asc, eq, isNotNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as z from "zod";
import { catalogLocations, entities } from "../../db/schema/catalog.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { onService, org, router } from "../base/trpc.ts";
import { entityActivity, toActivity } from "./activity.ts";
import { blastRadius, toReach } from "./blast-radius.ts";
import { entityDetail, joinEdges } from "./detail.ts";
import { DocsInput, docsOf } from "./docs/pages.ts";
import { toYaml } from "./export.ts";
import { github } from "./github/router.ts";
import { dependencyGraph, GraphInput, toGraph } from "./graph.ts";
import { checkFile, importFile, prepare } from "./import.ts";
import { imports } from "./imports/router.ts";
import { suggestions } from "./infer/router.ts";
import { EntitiesInput, entitiesPage, toEntitiesPage } from "./list.ts";
import { locationsPage, readSoon, registerLocation, removeLocation } from "./locations.ts";
import { readCatalogFile } from "./read-yaml.ts";
import { EntityRefInput } from "./refs.ts";
import { teamQueries, toTeams } from "./teams.ts";
import { templates } from "./templates/router.ts";
import type { Entity } from "./validate.ts";

/** What one export holds; a catalogue that is larger has outgrown a file. */
const EXPORT_MAX = 10_000;

/** Under which name people know it: what a later import of the same name replaces. */
const CatalogFile = z.strictObject({
  name: z.string().trim().min(1).max(200),
  text: z.string().min(1).max(1_000_000),
});
const owner = alias(entities, "owner");
/** Of those with a problem first. */
const LOCATIONS_SHOWN = 500;
const ById = z.strictObject({ id: z.uuid() });
const ByRef = z.strictObject({ ref: EntityRefInput });

export const catalog = router({
  templates,
  github,
  suggestions,
  imports,
  list: org("viewer")
    .meta({ title: "List the catalogue" })
    .input(EntitiesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => entitiesPage(db, input),
        ([rows, [counted], facets]) => toEntitiesPage(rows, counted?.total ?? 0, facets, input.limit),
      ),
    ),

  get: org("viewer")
    .meta({ title: "Show an entity" })
    .input(ByRef)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [...entityDetail(db, input.ref), entityActivity(db, input.ref, ctx.now)] as const,
        ([[row], out, into, [resource], rivals, activity]) => {
          if (!row?.declared) throw notFound("The entity");
          const { declared, ...facts } = row;
          return {
            ...facts,
            entity: declared,
            yaml: toYaml([asEntity(declared)]),
            ...joinEdges(out, into),
            resource: resource ?? null,
            otherClaims: rivals,
            activity: toActivity(activity),
          };
        },
      ),
    ),

  teams: org("viewer")
    .meta({ title: "List teams with what they own" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => teamQueries(db),
        ([rows, undeclared, [all], [known]]) => toTeams(rows, undeclared, all, known),
      ),
    ),

  docs: org("viewer")
    .meta({ title: "Show an entity's documentation" })
    .input(DocsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => docsOf(db, input),
        ([pages, [page]]) => ({ pages, page: page ?? null }),
      ),
    ),

  blastRadius: org("viewer")
    .meta({ title: "Show what an entity needs, or what needs it" })
    .input(ByRef.extend({ way: z.enum(["up", "down", "both"]) }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => blastRadius(db, input.ref, input.way),
        ([rows]) => toReach(rows),
      ),
    ),

  graph: org("viewer")
    .meta({ title: "Show who uses whom" })
    .input(GraphInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => dependencyGraph(db, input),
        ([nodes, edges, owners]) => toGraph(nodes, edges, owners),
      ),
    ),

  /** Who says that this AWS resource is theirs. */
  claimsOf: org("viewer")
    .meta({ title: "Show which entities claim an AWS resource" })
    .input(z.strictObject({ arn: z.string().min(1).max(2048) }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [
          db
            .select({
              ref: entities.ref,
              title: entities.title,
              kind: entities.kind,
              ownerRef: entities.ownerRef,
              ownerTitle: owner.title,
            })
            .from(entities)
            .leftJoin(owner, eq(owner.ref, entities.ownerRef))
            .where(and(eq(entities.arn, input.arn), isNotNull(entities.declared)))
            .orderBy(asc(entities.ref))
            .limit(10),
        ],
        ([items]) => ({ items }),
      ),
    ),

  export: org("viewer")
    .meta({ title: "Export the catalogue as YAML" })
    .input(z.strictObject({ ref: EntityRefInput.optional() }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [
          db
            .select({ declared: entities.declared })
            .from(entities)
            .where(and(isNotNull(entities.declared), input.ref ? eq(entities.ref, input.ref) : undefined))
            .orderBy(asc(entities.ref))
            .limit(EXPORT_MAX),
        ],
        ([rows]) => {
          const found = rows.flatMap(({ declared }) => (declared ? [asEntity(declared)] : []));
          return { text: toYaml(found), count: found.length };
        },
      ),
    ),

  check: org("viewer")
    .meta({ title: "Check a catalogue file" })
    .input(CatalogFile)
    .mutation(async ({ ctx, input: { name, text } }) => {
      const file = readCatalogFile(text);
      const prepared = await prepare(file.entities);
      return ctx.write((context) => checkFile(context, { type: "upload", target: name }, file, prepared));
    }),

  import: org("developer")
    .meta({ title: "Import a catalogue file" })
    .input(CatalogFile)
    .mutation(async ({ ctx, input: { name, text } }) => {
      const file = readCatalogFile(text);
      const prepared = await prepare(file.entities);
      return ctx.write((context) => importFile(context, { type: "upload", target: name }, file, prepared));
    }),

  locations: router({
    /** Files of the catalogue: what is in, and what is wrong with it. */
    list: org("viewer")
      .meta({ title: "List the files of the catalog" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => locationsPage(db, LOCATIONS_SHOWN),
          ([items, [counted]]) => ({ items, total: counted?.total ?? 0 }),
        ),
      ),
    register: org("developer")
      .meta({ title: "Register the address of a catalog file" })
      .input(z.strictObject({ target: z.string().trim().min(1).max(2000) }))
      .mutation(async ({ ctx, input }) => {
        ctx.ports.web.check(input.target);
        return ctx.write(async (context) => ({ id: (await registerLocation(context, input.target)).id }));
      }),
    refresh: org("developer")
      .meta({ title: "Read a registered file again" })
      .input(ById)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const [row] = await context.tx
            .select({ type: catalogLocations.type, target: catalogLocations.target })
            .from(catalogLocations)
            .where(eq(catalogLocations.id, input.id));
          if (!row) throw notFound("The file");
          if (row.type !== "url") throw conflict("It was uploaded. Import it again under the same name.");
          await readSoon(context, input.id);
          await record(context, "catalog.refresh", { type: "location", id: input.id }, { target: row.target });
          return input;
        }),
      ),
    remove: org("developer")
      .meta({ title: "Forget a file and what it declared" })
      .input(ById)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          if (!(await removeLocation(context, input.id))) throw notFound("The file");
          return input;
        }),
      ),
  }),

  remove: onService("developer")
    .meta({ title: "Remove an orphaned entity" })
    .input(ByRef)
    .mutation(({ ctx, input }) => ctx.writeOn(input.ref, (context) => removeOrphan(context, input.ref))),
});

async function removeOrphan(context: OrgContext, ref: string) {
  const { tx } = context;
  const [row] = await tx.select().from(entities).where(eq(entities.ref, ref)).for("update");
  if (!row?.declared) throw notFound("The entity");
  if (!row.orphanedAt) throw conflict("Its file still lists it. Take it out of the file and import that again.");
  await tx.delete(entities).where(eq(entities.id, row.id));
  await record(context, "catalog.remove", { type: "entity", id: row.id }, { ref, before: row });
  context.publish({ topic: "catalog.changed", data: {} });
  return { ref };
}

/** What is stored was validated when it came in. */
const asEntity = (declared: NonNullable<(typeof entities.$inferSelect)["declared"]>): Entity => declared as Entity;
