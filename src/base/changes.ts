import { asJson, canonicalJson } from "./canonical.ts";
import { sha256 } from "./crypto.ts";

/** A row, or a part of one. */
export type Image = Record<string, unknown>;
/** `before` absent or null: it was made; `after` absent or null: it is gone. */
export type Change = { before?: Image | null; after?: Image | null };

/** A larger field (the definition of an API, say) is told by its size and its SHA-256. */
const FIELD_MAX = 64 * 1024;
const SECRET_WORDS = /^(secret|password|passwd|token|credential|hash|sealed)s?$/;
const SECRET_PAIRS = /\b(private key|access key|external id)\b/;
const REDACTED = "[redacted]";

/**
 * What the log keeps of a change: both sides of each field that differs, or the one row that there is.
 * Secrets are compared before they are taken out, so that a rotated one shows as changed, without its value.
 */
export async function toldChange({ before, after }: Change): Promise<Change> {
  if (!before && !after) return {};
  const [from, to] = [rowOf(before), rowOf(after)];
  if (!from || !to) return { before: from && (await told(from)), after: to && (await told(to)) };
  const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (field) => canonicalJson(from[field]) !== canonicalJson(to[field]),
  );
  const only = (row: Image) => Object.fromEntries(changed.map((field) => [field, row[field] ?? null]));
  return { before: await told(only(from)), after: await told(only(to)) };
}

/** Takes out the values of fields whose names say that they are secret, however deep; flags and counts stay. */
export function redact(row: Image): Image {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isSecret(name) && isTelling(value) ? REDACTED : deep(value)]),
  );
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep);
  return value !== null && typeof value === "object" && !(value instanceof Date) ? redact({ ...value }) : value;
}

const isTelling = (value: unknown) => typeof value === "string" || (typeof value === "object" && value !== null);

/** "tokenHash", "token_hash" and "TOKEN-HASH" are the same words; "hashicorp" is none of them. */
function isSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECRET_WORDS.test(word)) || SECRET_PAIRS.test(words.join(" "));
}

/** The organisation stands beside each event already. */
function rowOf(row: Image | null | undefined): Image | null {
  if (!row) return null;
  const { organizationId: _, ...rest } = row;
  return Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, asJson(value)]));
}

async function told(row: Image): Promise<Image> {
  const fields = Object.entries(redact(row)).map(async ([field, value]): Promise<[string, unknown]> => {
    const text = canonicalJson(value);
    return [field, text.length > FIELD_MAX ? { omittedCharacters: text.length, sha256: await sha256(text) } : value];
  });
  return Object.fromEntries(await Promise.all(fields));
}
