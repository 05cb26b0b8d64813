type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What is left of a value once it has been stored as JSON: dates are text, what is undefined is gone. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null));

/**
 * The one text of a JSON value: keys sorted by their UTF-16 units, no spaces, numbers and strings as ECMAScript writes
 * them (RFC 8785). Postgres's jsonb keeps neither the order of keys nor spaces, so two texts of one value meet here.
 */
export function canonicalJson(value: unknown): string {
  return write(asJson(value));
}

function write(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(write).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

/** Array.isArray does not narrow a readonly array. */
const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
