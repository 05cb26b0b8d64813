import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as z from "zod";

const FILE = join(import.meta.dir, "../../../shared/data/trust/bad-inputs.json");
const Text = z.object({ gen: z.literal("literal"), v: z.string() });
const Repeat = z.object({ gen: z.literal("repeat"), pre: z.string(), s: z.string(), n: z.number(), post: z.string() });
const Input = z.discriminatedUnion("gen", [
  Text,
  Repeat,
  z.object({ gen: z.literal("nest"), open: z.string(), mid: z.string(), close: z.string(), n: z.number() }),
  z.object({ gen: z.literal("hex"), v: z.string() }),
  z.object({ gen: z.literal("json-field"), field: z.string(), v: z.unknown() }),
  z.object({ gen: z.literal("manykeys"), n: z.number() }),
  z.object({ gen: z.literal("chunked"), s: z.string(), n: z.number() }),
  z.object({ gen: z.literal("gzip-bomb"), n: z.number() }),
  z.object({
    gen: z.literal("http"),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
  }),
  z.object({ gen: z.literal("raw-http"), v: z.string() }),
  z.object({ gen: z.literal("raw-http-repeat"), pre: z.string(), s: z.string(), n: z.number(), post: z.string() }),
  z.object({ gen: z.literal("slow"), what: z.string() }),
]);
const Entry = z.object({ id: z.string(), category: z.string(), title: z.string(), input: Input });
export type BadInput = z.infer<typeof Entry>;

/** Bodies are cut to this size: beyond the limit of 10 MB nothing changes but the time that it takes. */
const BYTES_MAX = 11 * 1024 * 1024;

/** Our own, for a clone that has no list beside it. */
const OWN: BadInput[] = [
  { id: "OWN-1", category: "body", title: "no JSON", input: { gen: "literal", v: '{"name":' } },
  { id: "OWN-2", category: "body", title: "null", input: { gen: "literal", v: "null" } },
  { id: "OWN-3", category: "body", title: "deep", input: { gen: "nest", open: "[", mid: "1", close: "]", n: 100_000 } },
  { id: "OWN-4", category: "body", title: "no UTF-8", input: { gen: "hex", v: "7b2261223a22ff227d" } },
  { id: "OWN-5", category: "body", title: "many keys", input: { gen: "manykeys", n: 50_000 } },
  { id: "OWN-6", category: "body", title: "a prototype", input: { gen: "literal", v: '{"__proto__":{"polluted":1}}' } },
  { id: "OWN-7", category: "text", title: "NUL", input: { gen: "json-field", field: "name", v: "a\0b" } },
  {
    id: "OWN-8",
    category: "text",
    title: "half a character",
    input: { gen: "json-field", field: "name", v: "\ud800" },
  },
  { id: "OWN-9", category: "text", title: "SQL", input: { gen: "json-field", field: "name", v: "'; drop table x;--" } },
  { id: "OWN-10", category: "text", title: "LIKE", input: { gen: "json-field", field: "query", v: "\\" } },
  {
    id: "OWN-11",
    category: "ids-dates",
    title: "a huge number",
    input: { gen: "json-field", field: "limit", v: 1e308 },
  },
  {
    id: "OWN-12",
    category: "ids-dates",
    title: "no date",
    input: { gen: "json-field", field: "from", v: "0000-00-00" },
  },
  {
    id: "OWN-13",
    category: "ids-dates",
    title: "a late year",
    input: { gen: "json-field", field: "from", v: "+275760-09-13" },
  },
  { id: "OWN-14", category: "ids-dates", title: "no id", input: { gen: "json-field", field: "id", v: "1" } },
  {
    id: "OWN-15",
    category: "ids-dates",
    title: "a cursor",
    input: { gen: "json-field", field: "cursor", v: "eyJpZCI6ImgifQ" },
  },
  {
    id: "OWN-16",
    category: "ids-dates",
    title: "far ahead",
    input: { gen: "json-field", field: "lastEventId", v: "99999999999999999999" },
  },
];

/** The list beside the clone and ours. */
export function badInputs(): { entries: BadInput[]; isWhole: boolean } {
  if (!existsSync(FILE)) return { entries: OWN, isWhole: false };
  const { entries } = z.object({ entries: z.array(Entry) }).parse(JSON.parse(readFileSync(FILE, "utf8")));
  return { entries: [...entries, ...OWN], isWhole: true };
}

export type Body = { bytes: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/** The bytes of an input that is a whole body; null when it is something else. */
export function bodyOf({ input }: BadInput): Body | null {
  const plain = (text: string) => ({ bytes: new Uint8Array(Buffer.from(text)), headers: {} });
  const times = (s: string, n: number) => s.repeat(Math.min(n, Math.floor(BYTES_MAX / Math.max(1, s.length))));
  switch (input.gen) {
    case "literal":
      return plain(input.v);
    case "repeat":
      return plain(input.pre + times(input.s, input.n) + input.post);
    case "chunked":
      return plain(times(input.s, input.n));
    case "nest":
      return plain(input.open.repeat(input.n) + input.mid + input.close.repeat(input.n));
    case "hex":
      return { bytes: new Uint8Array(Buffer.from(input.v, "hex")), headers: {} };
    case "manykeys":
      return plain(JSON.stringify(Object.fromEntries(Array.from({ length: input.n }, (_, at) => [`k${at}`, at]))));
    case "gzip-bomb":
      return {
        bytes: new Uint8Array(gzipSync(Buffer.alloc(Math.min(input.n, BYTES_MAX)))),
        headers: { "content-encoding": "gzip" },
      };
    case "http":
      return { ...plain(input.body ?? ""), headers: input.headers ?? {} };
    default:
      return null;
  }
}

/** The valid input with the bad value at its field, and once instead of each text or number that it holds. */
export function spoil(valid: unknown, { input }: BadInput): unknown[] {
  if (input.gen !== "json-field") return [];
  const { field, v } = input;
  const base = typeof valid === "object" && valid !== null && !Array.isArray(valid) ? valid : {};
  return [{ ...base, [field]: v }, ...leavesOf(valid).map((path) => replaced(valid, path, v))];
}

type Path = readonly (string | number)[];
const LEAVES_MAX = 12;

function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string" || typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inside.flatMap(([key, item]) => leavesOf(item, [...path, key])).slice(0, LEAVES_MAX);
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? replaced(item, rest, by) : item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, by) : item]),
  );
}
