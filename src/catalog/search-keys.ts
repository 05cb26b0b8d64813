import { isRecord } from "./shape.ts";
import type { Entity } from "./validate.ts";

/**
 * Key → its values, all lower case, in the order of the file. null: there is one, but it cannot be compared.
 * `$written`: the values of those keys that people wrote with capitals, as they wrote them.
 */
export type SearchKeys = Record<string, (string | null)[] | Record<string, string[]>>;

const LENGTH_MAX = 200;
const SKIPPED = new Set(["attachments", "relations", "status", "metadata.etag", "metadata.uid"]);

/**
 * What filters see of an entity, by Backstage's rules: paths go through objects with a dot and through lists without one,
 * a text in a list is also a key that is "true". Relations and the uid are looked up where they are kept.
 */
export function searchKeys(entity: Entity): SearchKeys {
  const found = new Map<string, Set<string | null>>();
  const written = new Map<string, Set<string>>();
  const add = (path: string, value: unknown) => {
    const key = path.toLocaleLowerCase("en-US");
    if (key.length > LENGTH_MAX) return;
    const text = value === null || value === undefined ? null : String(value).toLocaleLowerCase("en-US");
    const values = found.get(key) ?? new Set();
    const isComparable = text !== null && text.length <= LENGTH_MAX;
    found.set(key, values.add(isComparable ? text : null));
    if (isComparable) written.set(key, (written.get(key) ?? new Set()).add(String(value)));
  };
  const walk = (path: string, value: unknown) => {
    if (SKIPPED.has(path)) return;
    if (Array.isArray(value))
      for (const item of value) {
        walk(path, item);
        if (typeof item === "string") add(`${path}.${item}`, true);
      }
    else if (isRecord(value))
      for (const [key, inner] of Object.entries(value)) walk(path ? `${path}.${key}` : key, inner);
    else add(path, value);
  };
  walk("", entity);
  const differing = [...written].filter(([key, values]) => [...values].some((value) => !found.get(key)?.has(value)));
  return {
    ...Object.fromEntries([...found].map(([key, values]) => [key, [...values]])),
    $written: Object.fromEntries(differing.map(([key, values]) => [key, [...values]])),
  };
}
