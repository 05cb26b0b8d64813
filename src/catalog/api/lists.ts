import { and, asc, count, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { ReadDb } from "../../../db/client.ts";
import { COUNTED, catalogLocations, entities, entityCounts } from "../../../db/schema/catalog.ts";
import { answered } from "./answer.ts";
import type { Cursor } from "./cursor.ts";
import { facetValues, hasText, matching, sortValue } from "./matching.ts";
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
  return [rows, total(db, cursor, where)] as const;
}

/** How many there are: by the counts where nothing but the kind is asked for, and by counting otherwise. */
function total(db: ReadDb, cursor: Cursor, where: SQL | undefined) {
  const kinds = kindsOf(cursor.query);
  const isEverywhere = [undefined, "metadata.name", "metadata.uid"].includes(cursor.orderFields[0]?.field);
  if (!kinds || !isEverywhere || fullText(cursor)) return db.select({ total: count() }).from(entities).where(where);
  return db
    .select({ total: sql<number>`coalesce(sum(${entityCounts.count}), 0)::int` })
    .from(entityCounts)
    .where(and(eq(entityCounts.facet, "kind"), kinds.length ? inArray(entityCounts.kindKey, kinds) : undefined));
}

/** The kinds that a query asks for, when it asks for nothing else; none of them: all. */
function kindsOf(query: Query | undefined): string[] | null {
  let predicate = query ? parseQuery(query) : null;
  while (predicate && "all" in predicate && predicate.all.length === 1) predicate = predicate.all[0] ?? null;
  if (!predicate || ("all" in predicate && predicate.all.length === 0)) return [];
  return "in" in predicate && predicate.key === "kind" && predicate.in.length > 0 ? predicate.in : null;
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
  return hasText(
    keys.map((key) => key.toLocaleLowerCase("en-US")),
    term,
  );
}

/** How many entities have each value of each key, in the order of the values. */
export function facetQueries(db: ReadDb, facets: readonly string[], query: Query | undefined) {
  const kinds = kindsOf(query);
  return facets.map((facet) => {
    const counted = COUNTED.find((key) => key === facet.toLocaleLowerCase("en-US"));
    if (counted && kinds) return countedFacet(db, counted, kinds);
    return db
      .select({ value: sql<string>`facet.value`, count: sql<number>`count(*)::int` })
      .from(entities)
      .innerJoin(sql`lateral ${facetValues(facet)} facet`, sql`facet.value is not null`)
      .where(whereOf(query))
      .groupBy(sql`facet.value`)
      .orderBy(sql`facet.value collate "C"`)
      .limit(FACET_VALUES_MAX);
  });
}

const countedFacet = (db: ReadDb, facet: (typeof COUNTED)[number], kinds: readonly string[]) =>
  db
    .select({ value: sql<string>`${entityCounts.value}`, count: sql<number>`sum(${entityCounts.count})::int` })
    .from(entityCounts)
    .where(and(eq(entityCounts.facet, facet), kinds.length ? inArray(entityCounts.kindKey, [...kinds]) : undefined))
    .groupBy(entityCounts.value)
    .having(sql`sum(${entityCounts.count}) > 0`)
    .orderBy(sql`${entityCounts.value} collate "C"`)
    .limit(FACET_VALUES_MAX);

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
