import { asc, count, eq } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { record } from "../../base/events.ts";
import { canonicalRef, parseEntityRef } from "../refs.ts";
import { NOT_RECOGNISED, type Problem, validateEntity } from "../validate.ts";
import { body, type CatalogEnv, json, pick } from "./call.ts";
import { InputError, notFound } from "./errors.ts";

const LOCATIONS_MAX = 1_000;
const shown = { id: catalogLocations.id, type: catalogLocations.type, target: catalogLocations.target };

/** Files that declare entities. They come in by upload, so none is registered or fetched here. */
export const locationRoutes = new Hono<CatalogEnv>();

locationRoutes.get("/locations", (c) =>
  pick(c).read(
    (db) => [db.select(shown).from(catalogLocations).orderBy(asc(catalogLocations.target)).limit(LOCATIONS_MAX)],
    ([rows]) => json(rows.map((data) => ({ data }))),
  ),
);

locationRoutes.post("/locations/by-query", async (c) => {
  const { limit = LOCATIONS_MAX } = await body(
    c,
    z.object({ limit: z.number().int().min(0).max(LOCATIONS_MAX).optional() }),
  );
  return pick(c).read(
    (db) => [
      db.select(shown).from(catalogLocations).orderBy(asc(catalogLocations.id)).limit(limit),
      db.select({ total: count() }).from(catalogLocations),
    ],
    ([items, [counted]]) => json({ items, totalItems: counted?.total ?? 0, pageInfo: {} }),
  );
});

locationRoutes.get("/locations/:id", async (c) => {
  const id = c.req.param("id");
  const missing = notFound(`Found no location with ID ${id}`);
  if (!z.uuid().safeParse(id).success) throw missing;
  return pick(c).read(
    (db) => [db.select(shown).from(catalogLocations).where(eq(catalogLocations.id, id))],
    ([[row]]) => {
      if (!row) throw missing;
      return json(row);
    },
  );
});

locationRoutes.get("/locations/by-entity/:kind/:namespace/:name", async (c) => {
  const ref = canonicalRef(c.req.param());
  return pick(c).read(
    (db) => [
      db
        .select(shown)
        .from(entities)
        .innerJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
        .where(eq(entities.ref, ref)),
    ],
    ([[row]]) => {
      if (!row) throw notFound(`found no location for ref ${ref}`);
      return json(row);
    },
  );
});

/** With everything that the file declared. */
locationRoutes.delete("/locations/:id", async (c) => {
  const id = c.req.param("id");
  const missing = notFound(`Found no location with ID ${id}`);
  if (!z.uuid().safeParse(id).success) throw missing;
  await pick(c).write(async (context) => {
    const [gone] = await context.tx.delete(catalogLocations).where(eq(catalogLocations.id, id)).returning();
    if (!gone) throw missing;
    await record(context, "catalog.forget", { type: "location", id }, { before: gone });
    context.publish({ topic: "catalog.changed", data: {} });
  });
  return new Response(null, { status: 204 });
});

locationRoutes.post("/validate-entity", async (c) => {
  const { entity } = await body(c, z.object({ entity: z.unknown(), location: z.string() }));
  const { problem } = validateEntity(entity);
  return problem ? json({ errors: [inBackstagesWords(entity, problem)] }, 400) : new Response(null, { status: 200 });
});

/** Uploaded files have nothing to be fetched again: an entity that is there is fresh. */
locationRoutes.post("/refresh", async (c) => {
  const { entityRef } = await body(c, z.object({ entityRef: z.string().max(300) }));
  let ref: string;
  try {
    ref = canonicalRef(parseEntityRef(entityRef));
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : "not a reference");
  }
  return pick(c).read(
    (db) => [db.select({ id: entities.id }).from(entities).where(eq(entities.ref, ref))],
    ([[row]]) => {
      if (!row) throw notFound(`Entity ${ref} not found`);
      return new Response(null, { status: 200 });
    },
  );
});

const Named = z.object({
  kind: z.string(),
  metadata: z.object({ namespace: z.string().default("default"), name: z.string() }),
});

function inBackstagesWords(entity: unknown, { message }: Problem) {
  const named = Named.safeParse(entity);
  if (!named.success || message.startsWith("Malformed envelope")) return { name: "Error", message };
  const ref = canonicalRef({ kind: named.data.kind, ...named.data.metadata });
  if (message === NOT_RECOGNISED)
    return {
      name: "InputError",
      message: `No processor recognized the entity ${ref} as valid, possibly caused by a foreign kind or apiVersion`,
    };
  const isFormat = message.startsWith('"');
  const cause = { name: isFormat ? "Error" : "TypeError", message };
  const step = isFormat
    ? `Policy check failed for ${ref}`
    : `Processor BuiltinKindsEntityProcessor threw an error while validating the entity ${ref}`;
  return { name: "InputError", message: `${step}; caused by ${cause.name}: ${message}`, cause };
}
