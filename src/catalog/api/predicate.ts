import { isRecord } from "../shape.ts";
import { InputError } from "./errors.ts";

/** Backstage's predicate language, parsed: keys and texts in lower case. */
export type Predicate =
  | { all: Predicate[] }
  | { any: Predicate[] }
  | { not: Predicate }
  | { key: string; exists: boolean }
  | { key: string; in: string[] }
  | { key: string; prefix: string }
  | { relation: { types: string[] | null; targets: string[] | null } };

/** A condition as JSON; cursors carry it. */
export type Query = Record<string, unknown>;

const DEPTH_MAX = 10;
const TERMS_MAX = 500;

/** One predicate from JSON. Refuses words that it does not know. */
export function parseQuery(query: unknown): Predicate {
  let terms = 0;
  const parse = (value: unknown, depth: number): Predicate => {
    if (depth > DEPTH_MAX || ++terms > TERMS_MAX) throw new InputError("Invalid query: it is too large");
    if (!isRecord(value)) throw new InputError("Invalid query: expected an object");
    const entries = Object.entries(value);
    const [first] = entries;
    if (first?.[0].startsWith("$") && entries.length === 1) return logical(first[0], first[1], depth);
    if (entries.some(([key]) => key.startsWith("$")))
      throw new InputError("Invalid query: $all, $any and $not must be alone in their object");
    return { all: entries.map(([key, condition]) => compare(lower(key), condition)) };
  };
  const logical = (word: string, value: unknown, depth: number): Predicate => {
    if (word === "$not") return { not: parse(value, depth + 1) };
    if ((word === "$all" || word === "$any") && Array.isArray(value)) {
      const inner = value.map((each) => parse(each, depth + 1));
      return word === "$all" ? { all: inner } : { any: inner };
    }
    throw new InputError(`Invalid query: ${word} is not known here`);
  };
  return parse(query, 0);
}

function compare(key: string, condition: unknown): Predicate {
  if (isPrimitive(condition)) return { key, in: [lower(condition)] };
  if (!isRecord(condition)) throw new InputError(`Invalid query: ${inZodsWords(key, condition)}`);
  // Of several operators the first in this order counts, and the others are as good as absent: so does Backstage.
  if (typeof condition.$exists === "boolean") return { key, exists: condition.$exists };
  if (Array.isArray(condition.$in) && condition.$in.every(isPrimitive)) return { key, in: condition.$in.map(lower) };
  if (isPrimitive(condition.$contains)) return { key, in: [lower(condition.$contains)] };
  if (isRecord(condition.$contains)) return contains(key, condition.$contains);
  if (typeof condition.$hasPrefix === "string") return { key, prefix: lower(condition.$hasPrefix) };
  throw new InputError(`Invalid query: ${inZodsWords(key, condition)}`);
}

/** `$contains` with an object, in the words of Backstage's refusals. */
function contains(key: string, wanted: Record<string, unknown>): Predicate {
  if (key !== "relations") throw new InputError(`Object form of $contains is not supported for field "${key}"`);
  let type: string | null = null;
  let targets: string[] | null = null;
  for (const [written, value] of Object.entries(wanted)) {
    const name = written.toLowerCase();
    if (name === "type" && typeof value === "string") type = lower(value);
    else if (name === "targetref") targets = targetsOf(value);
    else if (name !== "type")
      throw new InputError(
        `Unsupported key "${written}" in $contains for "relations". Only "type" and "targetRef" are supported`,
      );
  }
  if (!type) throw new InputError(`The $contains operator for "relations" requires a "type" string property`);
  return { relation: { types: [type], targets } };
}

function targetsOf(value: unknown): string[] {
  if (typeof value === "string") return [lower(value)];
  const list = isRecord(value) && Array.isArray(value.$in) ? value.$in : null;
  if (list?.length === 0) throw new InputError(`Empty "$in" array for $contains on "relations" is not allowed`);
  if (list?.every((each) => typeof each === "string")) return list.map(lower);
  throw new InputError(
    `Unsupported value in $contains for "relations": expected a string or { "$in": [strings] }, but got ${JSON.stringify(value)}`,
  );
}

/**
 * What Backstage's server says of an operator that it does not know: each branch of its zod union in turn (recorded from
 * plugin-catalog-backend 4.0.0). Clients compare this text; the branches that begin with $ are the words that it knows.
 */
function inZodsWords(key: string, condition: unknown): string {
  const values = ["string", "number", "boolean"];
  const at = `at "${key}"`;
  const is = condition === null ? "null" : Array.isArray(condition) ? "array" : "object";
  const unrecognized = `Unrecognized key(s) in object: '${key}'`;
  return `Validation error: ${[
    ...values.map((type) => `Expected ${type}, received ${is} ${at}`),
    ...(is === "object"
      ? ["$exists", "$in", "$contains", "$hasPrefix"].map((word) => `Required at "${key}.${word}"`)
      : [`Expected object, received ${is} ${at}`]),
    `Invalid ${at}; Expected never, received ${is} ${at}`,
    ...values.map((type) => `Expected ${type}, received object`),
    ...["$all", "$any", "$not"].map((word) => `Required at "${word}"; ${unrecognized}`),
  ].join(", or ")}`;
}

/**
 * `?filter=a=b,c&filter=d`: texts in one parameter must all hold, of several parameters one. The same key twice in one
 * parameter means either value.
 */
export function queryOfFilters(filters: readonly string[]): Query | undefined {
  if (filters.length === 0) return undefined;
  const sets = filters.map((filter) => {
    const keys = new Map<string, string[] | null>();
    for (const statement of filter
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean)) {
      const at = statement.indexOf("=");
      const key = (at < 0 ? statement : statement.slice(0, at)).trim();
      if (!key)
        throw new InputError(
          `Invalid filter, '${statement}' is not a valid statement (expected a string on the form a=b or a= or a)`,
        );
      const values = keys.get(key) ?? null;
      keys.set(key, at < 0 ? values : [...(values ?? []), statement.slice(at + 1).trim()]);
    }
    return Object.fromEntries(
      [...keys].map(([key, values]) => [
        key,
        values === null ? { $exists: true } : values.length === 1 ? values[0] : { $in: values },
      ]),
    );
  });
  return sets.length === 1 ? sets[0] : { $any: sets };
}

type Primitive = string | number | boolean;
const isPrimitive = (value: unknown): value is Primitive => ["string", "number", "boolean"].includes(typeof value);
const lower = (value: Primitive) => String(value).toLocaleLowerCase("en-US").trim();
