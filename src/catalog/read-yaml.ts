import { type Document, isAlias, isNode, LineCounter, visit } from "yaml";
import type { LineProblem } from "../../db/schema/catalog.ts";
import type { Evidence } from "../../db/schema/suggestions.ts";
import { DEPTH_MAX, parseBounded, repeatedKeyAt, TOO_DEEP } from "./bounded-yaml.ts";
import { linesOfItems } from "./json-lines.ts";
import { canonicalRef } from "./refs.ts";
import { type DeclaredRelation, declaredRelations } from "./relations.ts";
import { isRecord, type Path, pointer } from "./shape.ts";
import { type Given, substitute } from "./substitute.ts";
import { type Entity, type Problem, validateEntity } from "./validate.ts";

export type { LineProblem } from "../../db/schema/catalog.ts";
export type ReadEntity = {
  ref: string;
  line: number;
  entity: Entity;
  relations: DeclaredRelation[];
  /** Nobody has written it: it was read out of other files, and somebody has agreed. */
  inferred?: { confidence: number; evidence: Evidence[] };
};
/** `wanted`: what other files it takes parts from, as it names them, of those that were not given. */
export type ReadFile = { entities: ReadEntity[]; problems: LineProblem[]; wanted: string[] };

/** A file of 1 MB is a large catalogue; what is larger is a mistake or an attack. */
const CHARACTERS_MAX = 1_000_000;
const DOCUMENTS_MAX = 2_000;
const RELATIONS_MAX = 1_000;
/** `a: *b` costs nothing to write and everything to expand. */
const ALIASES_MAX = 100;
const PROBLEMS_MAX = 100;

/**
 * Reads a `catalog-info.yaml`: several documents, empty ones skipped. Every refusal has its line.
 * JSON is YAML, so a list of entities in JSON is read as well. `given`: texts of other files, by the name that it uses.
 */
export function readCatalogFile(text: string, given: Given = new Map()): ReadFile {
  if (text.length > CHARACTERS_MAX)
    return refuse(`The file has ${text.length} characters; at most ${CHARACTERS_MAX} are read. Split it.`);
  const json = given.size === 0 ? readJson(text) : null;
  if (json) return json;
  const lines = new LineCounter();
  const documents = parseBounded(text, lines);
  if (typeof documents === "string") return refuse(documents);
  if (documents.length > DOCUMENTS_MAX)
    return refuse(`The file has ${documents.length} documents; at most ${DOCUMENTS_MAX} are read. Split it.`);

  const entities: ReadEntity[] = [];
  const problems: LineProblem[] = [];
  const wanted = new Set<string>();
  const lineOf = new Map<string, number>();
  for (const document of documents) {
    const at = (path: Path) => place(document, lines, path);
    const say = (path: Path, message: string, ref: string | null = null) =>
      void problems.push({ ...at(path), ref, message });
    const [broken] = document.errors;
    if (broken) {
      const { line, col } = lines.linePos(broken.pos[0]);
      problems.push({ line, column: col, ref: null, message: inSentence(broken.message) });
      if (problems.length >= PROBLEMS_MAX) break;
      continue;
    }
    const repeated = repeatedKeyAt(document);
    if (repeated !== null) {
      const { line, col } = lines.linePos(repeated);
      problems.push({ line, column: col, ref: null, message: "Map keys must be unique." });
      continue;
    }
    const value = toValue(document, say);
    if (value === undefined || value === null) continue;
    const items = Array.isArray(value) ? value.map((item, i) => ({ item, base: [i] })) : [{ item: value, base: [] }];
    if (entities.length + items.length > DOCUMENTS_MAX) {
      say([], `The file has more than ${DOCUMENTS_MAX} entities. Split it.`);
      break;
    }
    for (const { item, base } of items) {
      const { read, found } = readEntity(item, given, wanted);
      for (const { path, message } of found) say([...base, ...path], message, nameOf(item));
      if (!read) continue;
      const { line } = at(base);
      const first = lineOf.get(read.ref);
      if (first !== undefined)
        say(base, `${read.ref} is declared twice in this file; the first is in line ${first}.`, read.ref);
      else {
        lineOf.set(read.ref, line);
        entities.push({ ...read, line });
      }
    }
    if (problems.length >= PROBLEMS_MAX) break;
  }
  if (entities.length === 0 && problems.length === 0) return refuse("The file holds no entity.");
  return { entities, problems: problems.slice(0, PROBLEMS_MAX), wanted: [...wanted] };
}

/**
 * JSON is read as JSON: a tenth of the time. Null when it is none, and whenever something is to be said about it: then it is
 * read as YAML, which knows the place of everything.
 */
function readJson(text: string): ReadFile | null {
  const value = parseJson(text);
  const lines = value === undefined ? null : linesOfItems(text);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  if (!lines || lines.length !== items.length || items.length === 0 || items.length > DOCUMENTS_MAX) return null;
  const entities: ReadEntity[] = [];
  const seen = new Set<string>();
  const wanted = new Set<string>();
  for (const [i, item] of items.entries()) {
    const { read } = readEntity(item, new Map(), wanted);
    if (!read || seen.has(read.ref)) return null;
    seen.add(read.ref);
    entities.push({ ...read, line: lines[i] ?? 1 });
  }
  return wanted.size > 0 ? null : { entities, problems: [], wanted: [] };
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refuse = (message: string): ReadFile => ({
  entities: [],
  problems: [{ line: 1, column: 1, ref: null, message }],
  wanted: [],
});

/** Entities that are in memory already, by the same rules. Their lines are their numbers. */
export function readEntities(items: readonly unknown[]): ReadFile {
  const read = items.map((item, i) => ({ ...readEntity(item, new Map(), new Set()), line: i + 1, ref: nameOf(item) }));
  return {
    entities: read.flatMap(({ read, line }) => (read ? [{ ...read, line }] : [])),
    problems: read.flatMap(({ found, line, ref }) => found.map(({ message }) => ({ line, column: 1, ref, message }))),
    wanted: [],
  };
}

/** One entity: Backstage's rules, then what the database or a reader of it could not bear. */
function readEntity(
  item: unknown,
  given: Given,
  wanted: Set<string>,
): { read: Omit<ReadEntity, "line"> | null; found: Problem[] } {
  // Looked through before it is copied: it may contain itself.
  const unfit = unusableAt(item);
  if (unfit) return { read: null, found: [unfit] };
  const { value, problems: missing } = substitute(item, given, wanted);
  if (missing.length > 0) return { read: null, found: missing };
  const unusable = given.size > 0 ? unusableAt(value) : undefined;
  if (unusable) return { read: null, found: [unusable] };
  const { entity, problem } = validateEntity(value);
  if (!entity) return { read: null, found: [problem] };
  const { relations, problems } = declaredRelations(entity);
  if (relations.length > RELATIONS_MAX)
    problems.push({
      path: ["spec"],
      message: `It declares ${relations.length} relations; at most ${RELATIONS_MAX} are kept for one entity.`,
    });
  const ref = canonicalRef({ kind: entity.kind, ...entity.metadata });
  return problems.length > 0 ? { read: null, found: problems } : { read: { ref, entity, relations }, found: [] };
}

/** What must not be stored: keys that differ in case only, text that Postgres refuses, values that JSON does not have. */
function unusableAt(value: unknown, path: Path = []): Problem | undefined {
  if (path.length > DEPTH_MAX) return { path: path.slice(0, 1), message: TOO_DEEP };
  if (typeof value === "string")
    return value.includes("\0") || !value.isWellFormed()
      ? {
          path,
          message: `${pointer(path) || "<root>"} holds a character that is no text (NUL or half a surrogate pair).`,
        }
      : undefined;
  if (typeof value === "number" && !Number.isFinite(value))
    return { path, message: `${pointer(path)} is not a finite number.` };
  if (Array.isArray(value)) return firstOf(value.entries(), path);
  if (!isRecord(value)) return undefined;
  // YAML 1.1 has dates, sets and bytes; JSON and Backstage have not.
  if (Object.getPrototypeOf(value) !== Object.prototype)
    return { path, message: `${pointer(path)} is a value that JSON does not have. Put it in quotes.` };
  const keys = Object.keys(value);
  const seen = new Set<string>();
  for (const key of keys) {
    const lower = key.toLocaleLowerCase("en-US");
    if (seen.has(lower))
      return {
        path: [...path, key],
        message: `Entity has duplicate keys that vary only in casing: ${pointer([...path, key])}`,
      };
    seen.add(lower);
  }
  return keys.map((key) => unusableAt(key, [...path, key])).find(Boolean) ?? firstOf(Object.entries(value), path);
}

function firstOf(entries: Iterable<[string | number, unknown]>, path: Path): Problem | undefined {
  for (const [key, inner] of entries) {
    const found = unusableAt(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function toValue(document: Document, say: (path: Path, message: string) => void): unknown {
  let aliases = 0;
  let isBare = false;
  visit(document, (_, node) => {
    if (isAlias(node)) aliases++;
    else if (isNode(node) && node.tag?.startsWith("!") && !node.tag.startsWith("!!")) isBare = true;
  });
  if (aliases > ALIASES_MAX) {
    say([], `It uses ${aliases} aliases; at most ${ALIASES_MAX} are followed.`);
    return undefined;
  }
  if (isBare) {
    say([], "It uses tags of its own (!…), which the catalogue does not know.");
    return undefined;
  }
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    say(
      [],
      error instanceof RangeError || error instanceof ReferenceError ? inSentence(error.message) : "It cannot be read.",
    );
    return undefined;
  }
}

/** The line and column of a path, or of the nearest thing around it that is there. */
export function place(document: Document, lines: LineCounter, path: Path): { line: number; column: number } {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  const { line, col } = lines.linePos(document.range?.[0] ?? 0);
  return { line, column: col };
}

function nameOf(item: unknown): string | null {
  if (!isRecord(item) || !isRecord(item.metadata)) return null;
  const { kind, metadata } = item;
  const { name, namespace = "default" } = metadata;
  return typeof kind === "string" && typeof name === "string" ? `${kind}:${namespace}/${name}`.toLowerCase() : null;
}

function inSentence(message: string): string {
  if (/call stack/.test(message)) return TOO_DEEP;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
