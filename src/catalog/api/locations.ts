import { and, asc, count, eq, gt, inArray, isNotNull } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import type { Web } from "../../ports/web.ts";
import { fetchFile } from "../fetch-file.ts";
import { moveLocation, readSoon, registerLocation, removeLocation } from "../locations.ts";
import { openReader } from "../reader.ts";
import { canonicalRef, parseEntityRef } from "../refs.ts";
import { NOT_RECOGNISED, type Problem, validateEntity } from "../validate.ts";
import { body, type CatalogEnv, json, pick } from "./call.ts";
import { InputError, notFound } from "./errors.ts";
import { locationMatching } from "./matching.ts";
import { parseQuery } from "./predicate.ts";

const LOCATIONS_MAX = 1_000;
const shown = { id: catalogLocations.id, type: catalogLocations.type, target: catalogLocations.target };
const isRegistered = eq(catalogLocations.type, "url");
const LocationInput = z.strictObject({ type: z.string(), target: z.string() });

/** Registered addresses. What people upload is in the catalogue without being a location that anybody could read. */
export const locationRoutes = new Hono<CatalogEnv>();

locationRoutes.get("/locations", async (c) => {
  const rows = await pick(c).read(
    (db) => [
      db
        .select(shown)
        .from(catalogLocations)
        .where(isRegistered)
        .orderBy(asc(catalogLocations.id))
        .limit(LOCATIONS_MAX),
    ],
    ([found]) => found,
  );
  return json((await Promise.all(rows.map(named))).map((data) => ({ data })));
});

/** `dryRun` reads the file and tells what it holds; otherwise a job reads it. */
locationRoutes.post("/locations", async (c) => {
  const { type, target } = await body(c, LocationInput);
  const { web, read, write } = pick(c);
  if (type !== "url") throw new InputError('Registered locations must be of an allowed type ["url"]');
  web.check(target);
  const [present] = await read(
    (db) => [
      db
        .select(shown)
        .from(catalogLocations)
        .where(and(isRegistered, eq(catalogLocations.target, target))),
    ],
    ([rows]) => rows,
  );
  if (c.req.query("dryRun") === "true") {
    const location = await named({ id: crypto.randomUUID(), type, target });
    const found = await entitiesAt(web, target);
    return json({ location, exists: present !== undefined, entities: found }, 201);
  }
  if (present && c.req.query("onConflict") === "refresh") {
    await write((context) => readSoon(context, present.id));
    return json({ location: await named(present), entities: [] }, 201);
  }
  const { id } = await write((context) => registerLocation(context, target));
  return json({ location: await named({ id, type, target }), entities: [] }, 201);
});

locationRoutes.post("/locations/by-query", async (c) => {
  const asked = await body(
    c,
    z.object({
      cursor: z.string().max(1_000).optional(),
      limit: z.number().int().min(0).max(LOCATIONS_MAX).optional(),
      query: z.record(z.string(), z.unknown()).optional(),
    }),
  );
  const { after, limit, query } = asked.cursor
    ? decodeAfter(asked.cursor)
    : { after: null, limit: asked.limit ?? LOCATIONS_MAX, query: asked.query };
  const where = and(isRegistered, query ? locationMatching(parseQuery(query)) : undefined);
  return pick(c)
    .read(
      (db) => [
        db
          .select(shown)
          .from(catalogLocations)
          .where(and(where, after ? gt(catalogLocations.id, after) : undefined))
          .orderBy(asc(catalogLocations.id))
          .limit(limit + 1),
        db.select({ total: count() }).from(catalogLocations).where(where),
      ],
      ([rows, [counted]]) => ({ rows, total: counted?.total ?? 0 }),
    )
    .then(async ({ rows, total }) => {
      const items = await Promise.all(rows.slice(0, limit).map(named));
      const last = items.at(-1);
      const pageInfo =
        rows.length > limit && last ? { nextCursor: btoa(JSON.stringify({ after: last.id, limit, query })) } : {};
      return json({ items, totalItems: total, pageInfo });
    });
});

locationRoutes.get("/locations/:id", async (c) => {
  const id = c.req.param("id");
  const missing = notFound(`Found no location with ID ${id}`);
  if (!z.uuid().safeParse(id).success) throw missing;
  const [row] = await pick(c).read(
    (db) => [db.select(shown).from(catalogLocations).where(eq(catalogLocations.id, id))],
    ([rows]) => rows,
  );
  if (!row) throw missing;
  return json(await named(row));
});

/** Another address in its place; what the old one declared goes with it unless the new one declares it too. */
locationRoutes.put("/locations/:id", async (c) => {
  const id = c.req.param("id");
  const missing = notFound(`Found no location with ID ${id}`);
  if (!z.uuid().safeParse(id).success) throw missing;
  const { type, target } = await body(c, LocationInput);
  if (type !== "url") throw new InputError('Registered locations must be of an allowed type ["url"]');
  pick(c).web.check(target);
  await pick(c).write((context) => moveLocation(context, id, target));
  return json(await named({ id, type, target }));
});

locationRoutes.get("/locations/by-entity/:kind/:namespace/:name", async (c) => {
  const ref = canonicalRef(c.req.param());
  const [row] = await pick(c).read(
    (db) => [
      db
        .select(shown)
        .from(entities)
        .innerJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
        .where(eq(entities.ref, ref)),
    ],
    ([rows]) => rows,
  );
  if (!row) throw notFound(`found no location for ref ${ref}`);
  return json(await named(row));
});

/** With everything that the file declared. */
locationRoutes.delete("/locations/:id", async (c) => {
  const id = c.req.param("id");
  const missing = notFound(`Found no location with ID ${id}`);
  if (!z.uuid().safeParse(id).success) throw missing;
  const isGone = await pick(c).write((context) => removeLocation(context, id));
  if (!isGone) throw missing;
  return new Response(null, { status: 204 });
});

/** What a file holds before it is registered, and which of it is in the catalogue already. */
locationRoutes.post("/analyze-location", async (c) => {
  const { location } = await body(
    c,
    z.object({ location: LocationInput, catalogFileName: z.string().max(200).optional() }),
  );
  if (location.type !== "url") throw new InputError('Only locations of type "url" can be analyzed');
  const found = await entitiesAt(pick(c).web, location.target);
  const refs = found.map(({ kind, metadata }) => canonicalRef({ kind, ...metadata }));
  const present = await pick(c).read(
    (db) => [
      db
        .select({ ref: entities.ref })
        .from(entities)
        .where(inArray(entities.ref, refs.length ? refs : [""])),
    ],
    ([rows]) => new Set(rows.map(({ ref }) => ref)),
  );
  return json({
    existingEntityFiles: found.map((entity, i) => ({
      location: { type: "url", target: location.target },
      isRegistered: present.has(refs[i] ?? ""),
      entity,
    })),
    generateEntities: [],
  });
});

locationRoutes.post("/validate-entity", async (c) => {
  const { entity } = await body(c, z.object({ entity: z.unknown(), location: z.string() }));
  const { problem } = validateEntity(entity);
  return problem ? json({ errors: [inBackstagesWords(entity, problem)] }, 400) : new Response(null, { status: 200 });
});

/** The file that declares it is read again as soon as a worker is free. What was uploaded is as fresh as it can be. */
locationRoutes.post("/refresh", async (c) => {
  const { entityRef } = await body(
    c,
    z.strictObject({ entityRef: z.string().max(300), authorizationToken: z.string().optional() }),
  );
  let ref: string;
  try {
    ref = canonicalRef(parseEntityRef(entityRef));
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : "not a reference");
  }
  await pick(c).write(async (context) => {
    const [row] = await context.tx
      .select({ locationId: entities.locationId, type: catalogLocations.type })
      .from(entities)
      .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
      .where(and(eq(entities.ref, ref), isNotNull(entities.declared)));
    if (!row) throw notFound(`Entity ${ref} not found`);
    if (row.locationId && row.type === "url") await readSoon(context, row.locationId);
  });
  return new Response(null, { status: 200 });
});

/** As Backstage names the entity that it makes for a location: SHA-1 of "<type>:<target>". */
async function named<L extends { type: string; target: string }>(location: L) {
  const bytes = new TextEncoder().encode(`${location.type}:${location.target}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { ...location, entityRef: `location:default/generated-${hex}` };
}

async function entitiesAt(web: Web, target: string) {
  const fetched = await fetchFile(openReader(web), target, null);
  if (fetched.isSame) return [];
  const { entities: read, problems } = fetched.file;
  const [first] = problems;
  if (first) throw new InputError(`${target}, line ${first.line}: ${first.message}`);
  return read.map(({ entity }) => entity);
}

const Place = z.object({
  after: z.uuid(),
  limit: z.number().int().min(0).max(LOCATIONS_MAX),
  query: z.record(z.string(), z.unknown()).optional(),
});
function decodeAfter(cursor: string): z.infer<typeof Place> {
  try {
    return Place.parse(JSON.parse(atob(cursor)));
  } catch {
    throw new InputError("Malformed cursor: it is not one of ours");
  }
}

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
