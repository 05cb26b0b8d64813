import { and, asc, count, eq, gt, inArray, isNotNull } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import type { Web } from "../../ports/web.ts";
import { fetchFile } from "../fetch-file.ts";
import { moveLocation, readSoon, registerLocation, removeLocation } from "../locations.ts";
import { openReader } from "../reader.ts";
import { canonicalRef } from "../refs.ts";
import { declaredRelations } from "../relations.ts";
import { problemsOf, type Shape } from "../shape.ts";
import { inAjvsWords, NOT_RECOGNISED, type Problem, validateEntity } from "../validate.ts";
import { body, type CatalogEnv, json, pick } from "./call.ts";
import { InputError, notFound } from "./errors.ts";
import { locationMatching } from "./matching.ts";
import { parameters } from "./parameters.ts";
import { parseQuery } from "./predicate.ts";

const LOCATIONS_MAX = 1_000;
const shown = { id: catalogLocations.id, type: catalogLocations.type, target: catalogLocations.target };
const isRegistered = eq(catalogLocations.type, "url");
const Json = z.record(z.string(), z.unknown());
const LocationInput = z.object({ type: z.string(), target: z.string() });
/** `presence` is taken as Backstage takes it, which reads a missing file again all the same. */
const NewLocation = z.strictObject({
  // In Backstage's order: what is missing first is told.
  target: z.string(),
  type: z.string(),
  presence: z.enum(["optional", "required"]).optional(),
});
const ON_CONFLICT = ["refresh", "reject"] as const;

/** Registered addresses. What people upload is in the catalogue without being a location that anybody could read. */
export const locationRoutes = new Hono<CatalogEnv>({ strict: false });

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
  const { dryRun, onConflict } = parameters(c, { dryRun: "text", onConflict: ON_CONFLICT });
  const { type, target } = await body(c, NewLocation);
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
  if (dryRun[0] === "true") {
    const location = await named({ id: crypto.randomUUID(), type, target });
    const found = await entitiesAt(web, target);
    return json({ location, exists: present !== undefined, entities: found }, 201);
  }
  if (present && onConflict[0] === "refresh") {
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
      limit: z.number().optional(),
      query: Json.optional(),
    }),
  );
  if (asked.cursor === "") throw new InputError("Cursor cannot be empty");
  if (asked.limit !== undefined && (!Number.isInteger(asked.limit) || asked.limit < 1))
    throw new InputError("Limit must be a positive integer >= 1");
  const { after, limit, query } = asked.cursor
    ? decodeAfter(asked.cursor)
    : { after: null, limit: Math.min(asked.limit ?? LOCATIONS_MAX, LOCATIONS_MAX), query: asked.query };
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
  const { type, target } = await body(c, LocationInput);
  if (!z.uuid().safeParse(id).success) throw notFound(`Found no location with ID ${id}`);
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
        .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
        .where(and(eq(entities.ref, ref), isNotNull(entities.declared))),
    ],
    ([rows]) => rows,
  );
  if (!row) throw notFound(`found no entity for ref ${ref}`);
  if (!row.id || !row.type || !row.target) throw notFound(`found no location for ref ${ref}`);
  return json(await named({ id: row.id, type: row.type, target: row.target }));
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
  const { entity, location } = await body(c, z.object({ entity: Json, location: z.string() }));
  if (!/^[^:]+:./.test(location)) return json({ errors: [{ name: "TypeError", message: unreadable(location) }] }, 400);
  const read = validateEntity(entity);
  const problem = read.problem ?? declaredRelations(read.entity).problems[0];
  return problem ? json({ errors: [inBackstagesWords(entity, problem)] }, 400) : new Response(null, { status: 200 });
});

/** The file that declares it is read again as soon as a worker is free. What was uploaded is as fresh as it can be. */
locationRoutes.post("/refresh", async (c) => {
  const { entityRef } = await body(
    c,
    z.strictObject({ entityRef: z.string().max(300), authorizationToken: z.string().optional() }),
  );
  // As it stands, in any case: what is no whole reference names nothing.
  const ref = entityRef.toLocaleLowerCase("en-US");
  await pick(c).write(async (context) => {
    const [row] = await context.tx
      .select({ locationId: entities.locationId, type: catalogLocations.type })
      .from(entities)
      .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
      .where(and(eq(entities.ref, ref), isNotNull(entities.declared)));
    if (!row) throw notFound(`Entity ${entityRef} not found`);
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
  limit: z.number().int().min(1).max(LOCATIONS_MAX),
  query: Json.optional(),
});
function decodeAfter(cursor: string): z.infer<typeof Place> {
  let value: unknown;
  try {
    value = JSON.parse(atob(cursor));
  } catch {
    throw new InputError("Malformed cursor, unknown encoding");
  }
  const place = Place.safeParse(value);
  if (!place.success) throw new InputError("Malformed cursor: it is not one of ours");
  return place.data;
}

const unreadable = (location: string) =>
  `Unable to parse location ref '${location}', expected '<type>:<target>', e.g. 'url:https://host/path'`;

/** What the server needs before it can name an entity at all, in the order in which it looks. */
const NAMED: Shape = {
  type: "object",
  required: ["apiVersion", "kind", "metadata"],
  properties: {
    apiVersion: { type: "string", minLength: 1 },
    kind: { type: "string", minLength: 1 },
    metadata: {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string", minLength: 1 }, namespace: { type: "string", minLength: 1 } },
    },
  },
};
const Named = z.object({
  kind: z.string(),
  metadata: z.object({ namespace: z.string().default("default"), name: z.string() }),
});

/** As Backstage's orchestrator tells it: in which step the entity failed, and for what cause. */
function inBackstagesWords(entity: unknown, { message }: Problem) {
  const [unnamed] = problemsOf(NAMED, entity);
  if (unnamed) return { name: "TypeError", message: inAjvsWords(unnamed) };
  const { kind, metadata } = Named.parse(entity);
  const ref = canonicalRef({ kind, ...metadata });
  if (message === NOT_RECOGNISED)
    return {
      name: "InputError",
      message: `No processor recognized the entity ${ref} as valid, possibly caused by a foreign kind or apiVersion`,
    };
  const isPolicy = message.startsWith('"') || message.startsWith("Malformed envelope");
  const cause = { name: isPolicy ? "Error" : "TypeError", message };
  const processor = "Processor BuiltinKindsEntityProcessor threw an error while";
  const step = isPolicy
    ? `Policy check failed for ${ref}`
    : message.startsWith("Entity reference")
      ? `${processor} postprocessing`
      : `${processor} validating the entity ${ref}`;
  return { name: "InputError", message: `${step}; caused by ${cause.name}: ${message}`, cause };
}
