import { type SQL, sql } from "drizzle-orm";
import { catalogLocations, entities, relations } from "../../../db/schema/catalog.ts";
import { ENTITY } from "../import.ts";
import { INVERSE, type RelationType } from "../kinds.ts";
import type { Predicate } from "./predicate.ts";

const RELATION = "relations.";
const ORPHAN = "metadata.annotations.backstage.io/orphan";
const TYPES = new Map(Object.keys(INVERSE).map((type) => [type.toLowerCase(), type]));

/** Declared entities that the predicate holds for. */
export const matching = (predicate: Predicate | null): SQL =>
  predicate ? sql`${entities.declared} is not null and ${toSql(predicate)}` : sql`${entities.declared} is not null`;

function toSql(predicate: Predicate): SQL {
  if ("all" in predicate) return joined(predicate.all, sql` and `, sql`true`);
  if ("any" in predicate) return joined(predicate.any, sql` or `, sql`false`);
  // What has no value is not equal to anything.
  if ("not" in predicate) return sql`not coalesce(${toSql(predicate.not)}, false)`;
  if ("relation" in predicate) return related(predicate.relation.types, predicate.relation.targets);
  const { key } = predicate;
  if (key.startsWith(RELATION) && !(key in COMPARED && "in" in predicate))
    return ofRelations(key.slice(RELATION.length), predicate);
  if (key === "metadata.uid") return ofText(sql`${entities.id}::text`, predicate);
  const column = COMPARED[key];
  if (column && "in" in predicate) return isOneOf(column, predicate.in);
  if (key === ORPHAN) return ofText(sql`case when ${entities.orphanedAt} is not null then 'true' end`, predicate);
  if ("exists" in predicate) {
    const exists = sql`jsonb_exists(${entities.search}, ${key})`;
    return predicate.exists ? exists : sql`not ${exists}`;
  }
  const values = sql`${entities.search} -> ${key}::text`;
  if ("in" in predicate) return sql`coalesce(jsonb_exists_any(${values}, ${array(predicate.in)}), false)`;
  return sql`exists (select from jsonb_array_elements_text(coalesce(${values}, '[]')) value where starts_with(value, ${predicate.prefix}))`;
}

const joined = (parts: readonly Predicate[], by: SQL, empty: SQL) => sqlOf(parts.map(toSql), by, empty);
const sqlOf = (parts: SQL[], by: SQL, empty: SQL): SQL => (parts.length === 0 ? empty : sql`(${sql.join(parts, by)})`);

type OfKey = Exclude<Predicate, { all: unknown } | { any: unknown } | { not: unknown } | { relation: unknown }>;

function ofText(text: SQL, predicate: OfKey): SQL {
  if ("exists" in predicate) return predicate.exists ? sql`(${text}) is not null` : sql`(${text}) is null`;
  if ("in" in predicate) return sql`coalesce((${text}) = any (${array(predicate.in)}), false)`;
  return sql`coalesce(starts_with(${text}, ${predicate.prefix}), false)`;
}

function ofRelations(type: string, predicate: OfKey): SQL {
  if ("exists" in predicate) return predicate.exists ? related([type], null) : sql`not ${related([type], null)}`;
  if ("in" in predicate) return related([type], predicate.in);
  return sql`exists (select from ${edgesOf(type)} edge where starts_with(edge.ref, ${predicate.prefix}))`;
}

/** An edge of one of the types to one of the targets, whichever side has declared it. */
function related(types: readonly string[] | null, targets: readonly string[] | null): SQL {
  const names = types?.flatMap((type) => TYPES.get(type) ?? []) ?? null;
  if (names?.length === 0) return sql`false`;
  const turned = names?.map((name) => INVERSE[name as RelationType]) ?? null;
  return sql`(exists (select from ${relations} r where r.from_id = ${entities.id} and r.to_type = ${ENTITY}
      ${names ? sql`and r.kind = any (${array(names)})` : sql``} ${targets ? sql`and r.to_ref = any (${array(targets)})` : sql``})
    or exists (select from ${relations} r join ${entities} s on s.organization_id = r.organization_id and s.id = r.from_id
      where r.to_ref = ${entities.ref} and r.to_type = ${ENTITY}
      ${turned ? sql`and r.kind = any (${array(turned)})` : sql``} ${targets ? sql`and s.ref = any (${array(targets)})` : sql``}))`;
}

/** Registered locations that the predicate holds for: of their id, type and target. */
export function locationMatching(predicate: Predicate): SQL {
  if ("all" in predicate) return sqlOf(predicate.all.map(locationMatching), sql` and `, sql`true`);
  if ("any" in predicate) return sqlOf(predicate.any.map(locationMatching), sql` or `, sql`false`);
  if ("not" in predicate) return sql`not ${locationMatching(predicate.not)}`;
  const column = "key" in predicate ? LOCATION_COLUMNS[predicate.key] : undefined;
  return column && "key" in predicate ? ofText(sql`lower(${column})`, predicate) : sql`false`;
}
const LOCATION_COLUMNS: Record<string, SQL> = {
  id: sql`${catalogLocations.id}::text`,
  type: sql`${catalogLocations.type}`,
  target: sql`${catalogLocations.target}`,
};

/** Its edges both ways as (type, ref): what another declares of it is turned around. null: of every type. */
export function edgesOf(type: string | null): SQL {
  const name = type === null ? null : (TYPES.get(type) ?? "");
  const turned = name === null ? null : name === "" ? "" : INVERSE[name as RelationType];
  return sql`(select r.kind as type, r.to_ref as ref from ${relations} r where r.from_id = ${entities.id} and r.to_type = ${ENTITY}
      ${name === null ? sql`` : sql`and r.kind = ${name}`}
    union select ${sql.raw(`'${JSON.stringify(INVERSE)}'::jsonb`)} ->> r.kind, s.ref
      from ${relations} r join ${entities} s on s.organization_id = r.organization_id and s.id = r.from_id
      where r.to_ref = ${entities.ref} and r.to_type = ${ENTITY} ${turned === null ? sql`` : sql`and r.kind = ${turned}`})`;
}

/** Keys whose values stand in a column, in lower case. Only its own file says who owns an entity. */
const COMPARED: Record<string, SQL> = {
  kind: sql`${entities.kindKey}`,
  "metadata.name": sql`${entities.nameKey}`,
  "metadata.namespace": sql`${entities.namespace}`,
  "spec.type": sql`lower(${entities.type})`,
  "spec.lifecycle": sql`lower(${entities.lifecycle})`,
  "relations.ownedby": sql`${entities.ownerRef}`,
};
/** One value as an equation: then an index is in the order of what comes after it. */
const isOneOf = (column: SQL, values: readonly string[]) =>
  values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any (${array(values)})`;

/** What a list is sorted by: the first value of the key, bytewise; null where the entity lacks it. */
export function sortValue(field: string): SQL<string | null> {
  const key = field.toLocaleLowerCase("en-US");
  if (key === "metadata.uid") return sql`${entities.id}::text collate "C"`;
  if (key === "metadata.name") return sql`${entities.nameKey} collate "C"`;
  if (key.startsWith(RELATION))
    return sql`(select min(edge.ref collate "C") from ${edgesOf(key.slice(RELATION.length))} edge)`;
  return sql`(${entities.search} -> ${key}::text ->> 0) collate "C"`;
}

/** One of the keys has a value with the term in it; % and _ are wildcards, because Backstage hands the term to LIKE. */
export function hasText(keys: readonly string[], term: string): SQL {
  const like = `%${term.replace(/\\/g, "\\\\")}%`;
  const [related, stored] = [
    keys.filter((key) => key.startsWith(RELATION)),
    keys.filter((key) => !key.startsWith(RELATION)),
  ];
  const terms = related.map(
    (key) => sql`exists (select from ${edgesOf(key.slice(RELATION.length))} edge where edge.ref like ${like})`,
  );
  if (stored.includes("metadata.uid")) terms.push(sql`${entities.id}::text like ${like}`);
  if (stored.length > 0)
    terms.push(sql`exists (select from unnest(${array(stored)}) key,
      jsonb_array_elements_text(coalesce(${entities.search} -> key, '[]')) value where value like ${like})`);
  return sqlOf(terms, sql` or `, sql`false`);
}

export const array = (values: readonly string[]) => sql`${sql.param(values)}::text[]`;

/** Keys that have a column of their own. */
const COLUMNS: Record<string, SQL> = {
  kind: sql`${entities.kind}`,
  "metadata.namespace": sql`${entities.namespace}`,
  "spec.type": sql`${entities.type}`,
  "spec.lifecycle": sql`${entities.lifecycle}`,
};

/** Values of a key as people wrote them, each once, for counting. */
export function facetValues(key: string): SQL {
  const lower = key.toLocaleLowerCase("en-US");
  const column = COLUMNS[lower];
  if (column) return sql`(select ${column} as value)`;
  if (lower.startsWith(RELATION))
    return sql`(select edge.ref as value from ${edgesOf(lower.slice(RELATION.length))} edge)`;
  return sql`(select jsonb_array_elements_text(coalesce(${entities.search} -> '$written' -> ${lower}::text, ${entities.search} -> ${lower}::text)) as value)`;
}
