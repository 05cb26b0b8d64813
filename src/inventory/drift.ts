import type { FieldChange } from "../../db/schema/inventory.ts";
import { canonicalJson } from "../base/canonical.ts";

/** What a reading says of a resource, as it was stored and as it is answered now. */
export type Described = {
  name: string;
  arn: string;
  status: string | null;
  encrypted: boolean | null;
  public: boolean | null;
  hasBackup: boolean | null;
  tags: Readonly<Record<string, string>> | null;
  config: Readonly<Record<string, unknown>>;
  unread: Readonly<Record<string, string>>;
};

export const FIELDS_MAX = 100;
/** A value is kept as JSON of at most this many characters; of a longer one its beginning. */
const VALUE_MAX = 1_000;
const DEPTH_MAX = 12;
/** By what AWS tells the items of a list apart; the first that all of them have. */
const IDENTITIES = ["Id", "ID", "id", "Name", "name", "Key", "Arn", "ARN", "arn", "Sid", "GroupId", "RuleName", "Port"];

/**
 * The fields that differ, each with both of its sides, by their paths ("config.Versioning.Status", "tags.Owner").
 * null is the same as absent. A field that was not read on one side is told as that, never as removed; the order of a
 * list is none of the configuration. Prices and measurements are no drift.
 */
export function drift(before: Described, after: Described): { fields: FieldChange[]; omitted: number } {
  const found: FieldChange[] = [];
  for (const fact of ["name", "arn", "status"] as const) compare(fact, before[fact], after[fact], found, 0);
  for (const fact of ["encrypted", "public", "hasBackup"] as const) unknowing(fact, before[fact], after[fact], found);
  unknowing("tags", before.tags, after.tags, found);
  const keys = new Set([...Object.keys(before.config), ...Object.keys(after.config)]);
  for (const field of [...keys, ...Object.keys(before.unread), ...Object.keys(after.unread)].filter(unique).sort()) {
    if (field === "tags" || field === "metrics") continue;
    const [was, is] = [sideOf(before, field), sideOf(after, field)];
    unknowing(`config.${field}`, was, is, found);
  }
  return { fields: found.slice(0, FIELDS_MAX).map(bounded), omitted: Math.max(0, found.length - FIELDS_MAX) };
}

const unique = (each: string, at: number, all: readonly string[]) => all.indexOf(each) === at;
/** null: it was not read. undefined: it was, and is not there. */
const sideOf = ({ config, unread }: Described, field: string) =>
  Object.hasOwn(unread, field) ? null : Object.hasOwn(config, field) ? (config[field] ?? undefined) : undefined;

/** Of what one side does not know, only the other is told. */
function unknowing(path: string, before: unknown, after: unknown, found: FieldChange[]) {
  if (before === null && after === null) return;
  if (before === null) found.push({ path, ...present("after", after), unread: "before" });
  else if (after === null) found.push({ path, ...present("before", before), unread: "after" });
  else compare(path, before, after, found, 0);
}

function compare(path: string, before: unknown, after: unknown, found: FieldChange[], depth: number): void {
  const [was, is] = [before ?? undefined, after ?? undefined];
  if (canonicalJson(was) === canonicalJson(is)) return;
  if (depth < DEPTH_MAX && isRecord(was) && isRecord(is)) {
    for (const key of [...Object.keys(was), ...Object.keys(is)].filter(unique).sort())
      compare(`${path}.${key}`, own(was, key), own(is, key), found, depth + 1);
    return;
  }
  if (depth < DEPTH_MAX && Array.isArray(was) && Array.isArray(is)) compareLists(path, was, is, found, depth);
  else found.push({ path, ...present("before", was), ...present("after", is) });
}

function compareLists(path: string, before: unknown[], after: unknown[], found: FieldChange[], depth: number) {
  const removed = without(before, after);
  const added = without(after, before);
  const identity = IDENTITIES.find((key) => [removed, added].every((list) => isIdentifiedBy(list, key)));
  for (const item of removed) {
    const twin = identity && added.find((other) => idOf(other, identity) === idOf(item, identity));
    if (twin) compare(`${path}[${idOf(item, identity)}]`, item, twin, found, depth + 1);
    else found.push({ path: `${path}[]`, before: item });
  }
  for (const item of added)
    if (!identity || !removed.some((other) => idOf(other, identity) === idOf(item, identity)))
      found.push({ path: `${path}[]`, after: item });
}

/** What the other list does not hold, as often as it does not. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = new Map<string, number>();
  for (const item of other) left.set(canonicalJson(item), (left.get(canonicalJson(item)) ?? 0) + 1);
  return list.filter((item) => {
    const text = canonicalJson(item);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

const isIdentifiedBy = (list: readonly unknown[], key: string) =>
  list.every((item) => ["string", "number"].includes(typeof idOf(item, key))) &&
  new Set(list.map((item) => idOf(item, key))).size === list.length;
const idOf = (item: unknown, key: string) => (isRecord(item) ? own(item, key) : undefined);
const own = (record: Record<string, unknown>, key: string) => (Object.hasOwn(record, key) ? record[key] : undefined);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const present = (side: "before" | "after", value: unknown) => (value === undefined ? {} : { [side]: value });

function bounded({ path, unread, ...sides }: FieldChange): FieldChange {
  const cut = Object.entries(sides).map(([side, value]) => {
    const text = canonicalJson(value);
    return [side, text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}… (${text.length} characters)` : value];
  });
  return { path: path.slice(0, VALUE_MAX), ...Object.fromEntries(cut), ...(unread && { unread }) };
}

/**
 * What is different after all of these changes (oldest first) from before the first: what changed and changed back is
 * nothing. A list's items come and go one by one, so they are counted by what they are.
 */
export function netChange(changes: readonly (readonly FieldChange[])[]): FieldChange[] {
  const net = new Map<string, { first: FieldChange; last: FieldChange; items: number }>();
  for (const change of changes.flat()) {
    const isItem = change.path.endsWith("[]");
    const key = isItem ? `${change.path} ${canonicalJson(change.after ?? change.before)}` : change.path;
    const known = net.get(key);
    const step = change.after === undefined ? -1 : 1;
    net.set(key, { first: known?.first ?? change, last: change, items: (known?.items ?? 0) + step });
  }
  return [...net.values()].flatMap(({ first, last, items }) => {
    if (last.path.endsWith("[]")) return items === 0 ? [] : [last];
    const isKnown = first.unread !== "before" && last.unread !== "after";
    if (isKnown && canonicalJson(first.before) === canonicalJson(last.after)) return [];
    const unread = first.unread === "before" ? "before" : last.unread === "after" ? "after" : undefined;
    return [
      {
        path: first.path,
        ...present("before", first.before),
        ...present("after", last.after),
        ...(unread && { unread }),
      },
    ];
  });
}
