import { and, asc, count, desc, eq, type SQL, sql } from "drizzle-orm";
import type { ReadDb } from "../../../db/client.ts";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { answered } from "./answer.ts";
import type { Cursor } from "./cursor.ts";
import { array, facetValues, matching, sortValue } from "./matching.ts";
import { parseQuery, type Query } from "./predicate.ts";

/** Backstage's default, and the most that one answer holds of ours. */
export const LIMIT_DEFAULT = 200;
export const LIMIT_MAX = 10_000;
const FACET_VALUES_MAX = 10_000;

export const whereOf = (query: Query | undefined) => matching(query ? parseQuery(query) : null);

/** Declared entities with what an answer is made of, and the value that the list is sorted by. */
export const select = (db: ReadDb, value: SQL<string | null> = sql<string | null>`null`) =>
  db
    .select({ ...answered, value })
    .from(entities)
    .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId));

/**
 * A page after (or before) the place of the cursor, one row too many, and the total where the cursor does not carry it.
 * Only the first sort field counts, and what lacks it is neither listed nor counted: so does Backstage.
 */
export function queryPage(db: ReadDb, cursor: Cursor, limit: number, offset: number) {
  const sort = cursor.orderFields[0];
  const value = sort ? sortValue(sort.field) : undefined;
  const isDown = (sort?.order === "desc") !== cursor.isPrevious;
  const where = and(whereOf(cursor.query), value ? sql`${value} is not null` : undefined, fullText(cursor));
  const direction = isDown ? desc : asc;
  const rows = select(db, value)
    .where(and(where, beyond(cursor, value, isDown)))
    .orderBy(...(value ? [direction(value)] : []), (cursor.isPrevious ? desc : asc)(entities.id))
    .limit(limit === 0 ? 0 : limit + 1)
    .offset(offset);
  return [rows, db.select({ total: count() }).from(entities).where(where)] as const;
}

function beyond(cursor: Cursor, value: SQL | undefined, isDown: boolean): SQL | undefined {
  const [first, second] = cursor.orderFieldValues ?? [];
  if (first === undefined || first === null) return undefined;
  const afterId = (id: string) =>
    cursor.isPrevious ? sql`${entities.id} < ${id}::uuid` : sql`${entities.id} > ${id}::uuid`;
  if (!value) return afterId(first);
  const further = isDown ? sql`${value} < ${first}` : sql`${value} > ${first}`;
  return second ? sql`(${further} or (${value} = ${first} and ${afterId(second)}))` : further;
}

function fullText({ fullTextFilter, orderFields }: Cursor): SQL | undefined {
  const term = fullTextFilter?.term.trim().toLocaleLowerCase("en-US");
  if (!term) return undefined;
  const keys = fullTextFilter?.fields?.length ? fullTextFilter.fields : [orderFields[0]?.field ?? "metadata.uid"];
  if (keys.includes("metadata.uid")) return sql`position(${term} in ${entities.id}::text) > 0`;
  const lower = keys.map((key) => key.toLocaleLowerCase("en-US"));
  return sql`exists (select from unnest(${array(lower)}) key,
    jsonb_array_elements_text(coalesce(${entities.search} -> key, '[]')) value where position(${term} in value) > 0)`;
}

/** How many entities have each value of each key, in the order of the values. */
export const facetQueries = (db: ReadDb, facets: readonly string[], query: Query | undefined) =>
  facets.map((facet) =>
    db
      .select({ value: sql<string>`facet.value`, count: sql<number>`count(*)::int` })
      .from(entities)
      .innerJoin(sql`lateral ${facetValues(facet)} facet`, sql`facet.value is not null`)
      .where(whereOf(query))
      .groupBy(sql`facet.value`)
      .orderBy(sql`facet.value collate "C"`)
      .limit(FACET_VALUES_MAX),
  );

type Row = { id: string; value: string | null };

/** The page and its cursors from the rows that were read. */
export function toPage<R extends Row>(read: readonly R[], cursor: Cursor, limit: number, total: number) {
  const hasMore = limit > 0 && (cursor.isPrevious || read.length > limit);
  const rows = read.slice(0, limit);
  if (cursor.isPrevious) rows.reverse();
  const placeOf = (row: R | undefined) => (row ? (cursor.orderFields[0] ? [row.value, row.id] : [row.id]) : []);
  const [first, last] = [rows[0], rows.at(-1)];
  const firstSortFieldValues = cursor.firstSortFieldValues ?? placeOf(first);
  const at = (row: R, isPrevious: boolean): Cursor => ({
    ...cursor,
    isPrevious,
    orderFieldValues: placeOf(row),
    firstSortFieldValues,
    totalItems: total,
  });
  const isFirstPage =
    cursor.firstSortFieldValues === undefined ||
    JSON.stringify(placeOf(first)) === JSON.stringify(firstSortFieldValues);
  return {
    rows,
    next: hasMore && last ? at(last, false) : null,
    previous: !isFirstPage && first ? at(first, true) : null,
  };
}
