import { DEPTH_MAX, parseBounded } from "./bounded-yaml.ts";
import { isRecord, type Path, pointer } from "./shape.ts";
import type { Problem } from "./validate.ts";

/** The texts of other files, by the name that the referring file uses; an Error says why one could not be read. */
export type Given = ReadonlyMap<string, string | Error>;

const PLACEHOLDERS = new Set(["$text", "$json", "$yaml", "$openapi", "$asyncapi"]);
const ALIASES_MAX = 100;

/**
 * Puts `{ $text: ./openapi.yaml }` and its like in: the text, or what it says as JSON or YAML. What is put in is not
 * looked through again. Names that `given` lacks are added to `wanted`, and are a problem until they are given.
 */
export function substitute(item: unknown, given: Given, wanted: Set<string>) {
  const problems: Problem[] = [];
  const walk = (value: unknown, path: Path): unknown => {
    if (path.length > DEPTH_MAX) return value;
    if (Array.isArray(value)) return value.map((inner, i) => walk(inner, [...path, i]));
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const [[only, target] = ["", undefined], ...others] = Object.entries(value);
    if (others.length > 0 || !PLACEHOLDERS.has(only))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
    const refuse = (why: string) => {
      const name = String(target).slice(0, 100);
      problems.push({ path, message: `${pointer(path)} takes its text from another file (${only}: ${name}), ${why}` });
    };
    if (typeof target !== "string" || !target) return refuse("but names none.");
    const text = given.get(target);
    if (text === undefined) {
      wanted.add(target);
      return refuse("which was not sent along. Put the text itself here.");
    }
    if (text instanceof Error) return refuse(`which cannot be read: ${text.message}`);
    try {
      return only === "$json" ? JSON.parse(text) : only === "$yaml" ? fromYaml(text) : text;
    } catch (error) {
      return refuse(`which is not valid: ${error instanceof Error ? error.message.split("\n")[0] : "unreadable"}`);
    }
  };
  return { value: walk(item, []), problems };
}

function fromYaml(text: string): unknown {
  const documents = parseBounded(text);
  if (typeof documents === "string") throw new Error(documents);
  const [document] = documents;
  const [broken] = document?.errors ?? [];
  if (broken) throw broken;
  return document?.toJS({ maxAliasCount: ALIASES_MAX });
}
