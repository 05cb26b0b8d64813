import { and, eq, inArray, sql } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import { entities } from "../../../db/schema/catalog.ts";
import { record } from "../../base/events.ts";
import { canonicalRef } from "../refs.ts";
import { parseFields, project, toBackstage } from "./answer.ts";
import { body, type CatalogEnv, json, pick } from "./call.ts";
import { type Cursor, decodeCursor, encodeCursor } from "./cursor.ts";
import { InputError, notFound } from "./errors.ts";
import { facetQueries, LIMIT_DEFAULT, LIMIT_MAX, queryPage, select, toPage, whereOf } from "./lists.ts";
import { sortValue } from "./matching.ts";
import { parameters, whole } from "./parameters.ts";
import { type Query, queryOfFilters } from "./predicate.ts";

const REFS_MAX = 1_000;
const FACETS_MAX = 20;
const Order = z.object({ field: z.string().max(300), order: z.enum(["asc", "desc"]) });
/** Postgres counts rows in 64 bits; nobody has that many. */
const OFFSET_MAX = 1_000_000_000;
const TOTAL_ITEMS = ["include", "exclude"] as const;
const Fields = z.array(z.string().max(300)).max(100);
const Json = z.record(z.string(), z.unknown());
const Count = z.number().int().min(0).max(LIMIT_MAX);
const QueryBody = z.object({
  cursor: z.string().optional(),
  query: Json.optional(),
  fullTextFilter: z.object({ term: z.string().max(500).default(""), fields: Fields.optional() }).optional(),
  orderBy: z.array(Order).max(10).optional(),
  fields: Fields.optional(),
  limit: Count.optional(),
  offset: z.number().int().min(0).optional(),
  totalItems: z.enum(TOTAL_ITEMS).optional(),
});
type Ask = { cursor: Cursor; limit: number; offset: number; fields: string[] | null; isCounted: boolean };

export const entityRoutes = new Hono<CatalogEnv>({ strict: false });

entityRoutes.get("/entities/by-query", async (c) => {
  const asked = parameters(c, {
    ...{ fields: "texts", limit: "whole", offset: "whole", orderField: "texts", cursor: "text", filter: "texts" },
    ...{ totalItems: TOTAL_ITEMS, fullTextFilterTerm: "text", fullTextFilterFields: "texts" },
  });
  const [text] = asked.cursor;
  const query = queryOfFilters(asked.filter);
  const fullTextFields = asked.fullTextFilterFields.flatMap((each) => each.split(","));
  const cursor: Cursor = text
    ? decodeCursor(text)
    : {
        orderFields: asked.orderField.map(parseOrderField),
        isPrevious: false,
        fullTextFilter: {
          term: asked.fullTextFilterTerm[0] ?? "",
          ...(fullTextFields.length > 0 && { fields: fullTextFields }),
        },
        ...(query && { query }),
      };
  return answerPage(c, {
    cursor,
    fields: parseFields(asked.fields),
    limit: whole(asked.limit, LIMIT_MAX) ?? LIMIT_DEFAULT,
    offset: text ? 0 : (whole(asked.offset, OFFSET_MAX) ?? 0),
    isCounted: asked.totalItems[0] !== "exclude",
  });
});

entityRoutes.post("/entities/by-query", async (c) => {
  const asked = await body(c, QueryBody);
  if (asked.cursor === "") throw new InputError("Cursor cannot be empty");
  const cursor: Cursor = asked.cursor
    ? decodeCursor(asked.cursor)
    : {
        orderFields: asked.orderBy ?? [],
        isPrevious: false,
        ...(asked.fullTextFilter && { fullTextFilter: asked.fullTextFilter as NonNullable<Cursor["fullTextFilter"]> }),
        ...(asked.query && { query: asked.query }),
      };
  return answerPage(c, {
    cursor,
    fields: parseFields(asked.fields ?? []),
    limit: asked.limit ?? LIMIT_DEFAULT,
    offset: asked.cursor ? 0 : (asked.offset ?? 0),
    isCounted: asked.totalItems !== "exclude",
  });
});

async function answerPage(c: Parameters<typeof pick>[0], { cursor, limit, offset, fields, isCounted }: Ask) {
  return pick(c).read(
    (db) => queryPage(db, cursor, limit, offset),
    ([read, [counted]]) => {
      const total = isCounted ? (cursor.totalItems ?? counted?.total ?? 0) : 0;
      const { rows, next, previous } = toPage(read, cursor, limit, total);
      return json({
        items: rows.map((row) => project(toBackstage(row), fields)),
        totalItems: total,
        pageInfo: {
          ...(next && { nextCursor: encodeCursor(next) }),
          ...(previous && { prevCursor: encodeCursor(previous) }),
        },
      });
    },
  );
}

/** The older list: everything at once, in the order of the references; a Link tells when there is more. */
entityRoutes.get("/entities", async (c) => {
  const asked = parameters(c, {
    ...{ fields: "texts", filter: "texts", order: "texts", limit: "whole", offset: "whole", after: "text" },
  });
  const fields = parseFields(asked.fields);
  const query = queryOfFilters(asked.filter);
  const [after] = asked.after;
  const place = after ? parseAfter(after) : null;
  const limit = place?.limit ?? whole(asked.limit, LIMIT_MAX) ?? LIMIT_MAX;
  const offset = place?.offset ?? whole(asked.offset, OFFSET_MAX) ?? 0;
  if (limit === 0) throw new InputError("Invalid limit, must be greater than zero");
  const orders = asked.order.map((order) => {
    const [, direction, field] = /^(asc|desc):(.+)$/.exec(order) ?? [];
    if (!direction || !field)
      throw new InputError(`Invalid order parameter "${order}", expected "<asc or desc>:<field name>"`);
    const value = sortValue(field);
    return { value, by: direction === "asc" ? sql`${value} asc` : sql`${value} desc` };
  });
  // Only the first order counts, and what lacks its field is left out: so does Backstage.
  const [first] = orders;
  return pick(c).read(
    (db) => [
      select(db)
        .where(and(whereOf(query), first && sql`${first.value} is not null`))
        .orderBy(...(first ? [first.by] : []), sql`${entities.ref} collate "C"`)
        .limit(limit + 1)
        .offset(offset),
    ],
    ([rows]) => {
      const answer = json(rows.slice(0, limit).map((row) => project(toBackstage(row), fields)));
      if (rows.length > limit) {
        const next = new URLSearchParams(new URL(c.req.url).search);
        next.delete("offset");
        next.set("after", btoa(JSON.stringify({ limit, offset: offset + limit })));
        answer.headers.set("link", `</entities?${next}>; rel="next"`);
      }
      return answer;
    },
  );
});

entityRoutes.post("/entities/by-refs", async (c) => {
  const ByRefs = z.object({
    entityRefs: z.array(z.string().max(300)).max(REFS_MAX),
    fields: Fields.optional(),
    query: Json.optional(),
  });
  const asked = await body(c, ByRefs);
  const fields = parseFields(asked.fields ?? []);
  const query: Query | undefined = asked.query ?? queryOfFilters(parameters(c, { filter: "texts" }).filter);
  // Whole references only, in any case: Backstage adds no kind and no namespace here.
  const refs = asked.entityRefs.map((ref) => ref.toLocaleLowerCase("en-US"));
  return pick(c).read(
    (db) => [select(db).where(sql`${whereOf(query)} and ${inArray(entities.ref, refs.length ? refs : [""])}`)],
    ([rows]) => {
      const found = new Map(rows.map((row) => [row.ref, row]));
      return json({
        items: refs.map((ref) => {
          const row = found.get(ref);
          return row ? project(toBackstage(row), fields) : null;
        }),
      });
    },
  );
});

entityRoutes.get("/entities/by-uid/:uid", async (c) => {
  const uid = c.req.param("uid");
  const missing = notFound(`No entity with uid ${uid}`);
  if (!z.uuid().safeParse(uid).success) throw missing;
  return pick(c).read(
    (db) => [select(db).where(sql`${whereOf(undefined)} and ${eq(entities.id, uid)}`)],
    ([[row]]) => {
      if (!row) throw missing;
      return json(toBackstage(row));
    },
  );
});

/** As in Backstage: it is gone until its file is read again. */
entityRoutes.delete("/entities/by-uid/:uid", async (c) => {
  const uid = c.req.param("uid");
  if (z.uuid().safeParse(uid).success)
    await pick(c).write(async (context) => {
      const [gone] = await context.tx
        .delete(entities)
        .where(sql`${whereOf(undefined)} and ${eq(entities.id, uid)}`)
        .returning();
      if (!gone) return;
      await record(context, "catalog.remove", { type: "entity", id: uid }, { ref: gone.ref, before: gone });
      context.publish({ topic: "catalog.changed", data: {} });
    });
  return new Response(null, { status: 204 });
});

entityRoutes.get("/entities/by-name/:kind/:namespace/:name", async (c) => {
  parameters(c, {});
  const { kind, namespace, name } = c.req.param();
  return pick(c).read(
    (db) => [
      select(db).where(sql`${whereOf(undefined)} and ${eq(entities.ref, canonicalRef({ kind, namespace, name }))}`),
    ],
    ([[row]]) => {
      if (!row) throw notFound(`No entity named '${name}' found, with kind '${kind}' in namespace '${namespace}'`);
      return json(toBackstage(row));
    },
  );
});

/** Nothing stands between an entity and the file that it came in. */
entityRoutes.get("/entities/by-name/:kind/:namespace/:name/ancestry", async (c) => {
  const ref = canonicalRef(c.req.param());
  return pick(c).read(
    (db) => [select(db).where(sql`${whereOf(undefined)} and ${eq(entities.ref, ref)}`)],
    ([[row]]) => {
      if (!row) throw notFound(`No such entity ${ref}`);
      return json({ rootEntityRef: ref, items: [{ entity: toBackstage(row), parentEntityRefs: [] }] });
    },
  );
});

entityRoutes.get("/entity-facets", async (c) => {
  const asked = parameters(c, { facet: "texts", filter: "texts" });
  if (asked.facet.length === 0) throw new InputError("request/query must have required property 'facet'");
  const facets = asked.facet.map((facet) => facet.trim()).filter(Boolean);
  if (facets.length === 0) throw new InputError("Missing facet parameter");
  return answerFacets(c, facets, queryOfFilters(asked.filter));
});
entityRoutes.post("/entity-facets", async (c) => {
  const { facets, query } = await body(c, z.object({ facets: z.array(z.string()), query: Json.optional() }));
  if (facets.length === 0) throw new InputError("Missing or empty facets parameter");
  return answerFacets(c, facets, query);
});

async function answerFacets(c: Parameters<typeof pick>[0], facets: string[], query: Query | undefined) {
  if (facets.length > FACETS_MAX) throw new InputError(`At most ${FACETS_MAX} facets are counted at once`);
  return pick(c).read(
    (db) => facetQueries(db, facets, query),
    (counts) => json({ facets: Object.fromEntries(facets.map((facet, i) => [facet, counts[i]])) }),
  );
}

function parseOrderField(text: string): Cursor["orderFields"][number] {
  const [field = "", order] = text.split(",");
  if (order !== undefined && order !== "asc" && order !== "desc")
    throw new InputError("Invalid order field order, must be asc or desc");
  return { field: field.trim(), ...(order && { order }) };
}

const After = z.object({ limit: Count.default(LIMIT_MAX), offset: z.number().int().min(0).default(0) });
function parseAfter(text: string): z.infer<typeof After> {
  try {
    return After.parse(JSON.parse(atob(text)));
  } catch {
    throw new InputError("Malformed after cursor, could not be parsed");
  }
}
