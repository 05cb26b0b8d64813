import * as z from "zod";
import { badRequest } from "./errors.ts";

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 100;

/** Input of every list. */
export const Page = z.strictObject({
  cursor: z.string().max(2000).nullish(),
  limit: z.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

const Cursor = z.tuple([z.unknown(), z.uuid()]);

/** Where a page continues: after this (sort value, id). Refuses a cursor that is not ours. */
export function after<T>(cursor: string | null | undefined, Value: z.ZodType<T>): { value: T; id: string } | null {
  if (!cursor) return null;
  try {
    const bytes = Uint8Array.from(atob(cursor.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const [value, id] = Cursor.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { value: Value.parse(value), id };
  } catch {
    throw badRequest("This cursor is not one of ours. Start again from the first page.", { cursor: "not valid" });
  }
}

/** Cuts the one row too many that was asked for, and says where the next page starts. */
export function toPage<Row extends { id: string }>(
  rows: readonly Row[],
  limit: number,
  sortValue: (row: Row) => unknown,
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(sortValue(last), last.id) : null };
}

function encodeCursor(value: unknown, id: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify([value, id]));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
