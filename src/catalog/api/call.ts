import type { BatchItem, BatchResponse } from "drizzle-orm/batch";
import type { Context } from "hono";
import type * as z from "zod";
import type { Entered, ReadDb } from "../../../db/client.ts";
import type { OrgContext } from "../../base/context.ts";
import type { Web } from "../../ports/web.ts";
import { pointer } from "../shape.ts";
import { InputError } from "./errors.ts";

type Queries = readonly BatchItem<"pg">[];

/** One call of the compatible API by somebody who may: reads as a viewer, writes as a developer. */
export type CatalogCall = {
  read<const Q extends Queries, T>(
    build: (db: ReadDb) => Q,
    map: (rows: BatchResponse<[...Q]>, organization: Entered) => T,
  ): Promise<T>;
  write<T>(work: (context: OrgContext) => Promise<T>): Promise<T>;
  web: Web;
};
export type CatalogEnv = { Bindings: { call: CatalogCall } };

export const pick = (c: Pick<Context<CatalogEnv>, "env">): CatalogCall => c.env.call;

/** Backstage's answers say their charset. */
export const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json; charset=utf-8" } });

/** The body as the schema has it. What is wrong is refused in the words of Backstage's OpenAPI check, which are Ajv's. */
export async function body<T>(c: Pick<Context<CatalogEnv>, "req">, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    // No body is an empty one, as Express has it.
    value = text.trim() ? JSON.parse(text) : {};
  } catch {
    throw new InputError("Malformed JSON in the body of the request");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(issue ? inAjvsWords(issue, value) : "request/body is not valid");
}

function inAjvsWords(issue: z.core.$ZodIssue, value: unknown): string {
  const at = `request/body${pointer(issue.path.map((part) => (typeof part === "number" ? part : String(part))))}`;
  const isMissing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  if (isMissing && (issue.code === "invalid_type" || issue.code === "invalid_value"))
    return `${at.slice(0, at.lastIndexOf("/"))} must have required property '${String(issue.path.at(-1))}'`;
  switch (issue.code) {
    case "invalid_type":
      return `${at} must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `${at} must be equal to one of the allowed values: ${issue.values.join(", ")}`;
    case "unrecognized_keys":
      return `${at} must NOT have additional properties`;
    default:
      return `${at} ${issue.message}`;
  }
}
const TYPES: Partial<Record<string, string>> = { record: "object", int: "integer" };

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, part) => (typeof at === "object" && at !== null ? Reflect.get(at, part) : undefined),
    value,
  );
