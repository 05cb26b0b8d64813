import * as z from "zod";
import { InputError } from "./errors.ts";

/**
 * Where a list goes on. Backstage's own form, because its client looks inside: base64 of JSON. It holds nothing but what
 * the caller asked for, so nobody gains by making one up.
 */
const Cursor = z.object({
  orderFields: z.array(z.object({ field: z.string().max(300), order: z.enum(["asc", "desc"]).optional() })).max(10),
  isPrevious: z.boolean(),
  fullTextFilter: z
    .object({ term: z.string().max(500), fields: z.array(z.string().max(300)).max(20).optional() })
    .optional(),
  /** The sort value and the id of the row that was last seen; without a sort field, only the id. */
  orderFieldValues: z.array(z.string().nullable()).max(2),
  query: z.record(z.string(), z.unknown()).optional(),
  firstSortFieldValues: z.array(z.string().nullable()).max(2).optional(),
  totalItems: z.number().int().min(0).optional(),
});
/** What a list is asked by; without a place, it begins. */
export type Cursor = Omit<z.infer<typeof Cursor>, "orderFieldValues"> & { orderFieldValues?: (string | null)[] };

export function decodeCursor(text: string): Cursor {
  const json = fromLooseBase64(text);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // V8's words, which Backstage passes on; other engines have others.
    throw new InputError(
      `Malformed cursor: SyntaxError: Unexpected token '${[...json][0] ?? ""}', "${json}" is not valid JSON`,
    );
  }
  const parsed = Cursor.safeParse(value);
  const id = parsed.data?.orderFieldValues.at(-1);
  if (!parsed.success || (id && !z.uuid().safeParse(id).success))
    throw new InputError("Malformed cursor: it is not one of ours");
  return parsed.data;
}

export function encodeCursor(cursor: Cursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify(cursor));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** As Node reads base64: what does not belong is skipped, a single character at the end is dropped. */
function fromLooseBase64(text: string): string {
  const clean = text
    .slice(0, 20_000)
    .replace(/-/g, "+")
    .replace(/_/g, "/")
    .replace(/[^A-Za-z0-9+/]/g, "");
  const whole = clean.length % 4 === 1 ? clean.slice(0, -1) : clean;
  return new TextDecoder().decode(Uint8Array.from(atob(whole), (character) => character.charCodeAt(0)));
}
