import { sql } from "drizzle-orm";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { isRecord } from "../shape.ts";
import { InputError } from "./errors.ts";
import { edgesOf } from "./matching.ts";

/** What an answer is made of. Joins `catalogLocations`. */
export const answered = {
  id: entities.id,
  ref: entities.ref,
  etag: entities.etag,
  declared: entities.declared,
  orphanedAt: entities.orphanedAt,
  file: catalogLocations.target,
  relations: sql<
    { type: string; targetRef: string }[]
  >`(select coalesce(json_agg(json_build_object('type', edge.type, 'targetRef', edge.ref)
    order by edge.type collate "C", edge.ref collate "C"), '[]') from ${edgesOf(null)} edge)`,
};
type Row = {
  id: string;
  etag: string | null;
  declared: (typeof entities.$inferSelect)["declared"];
  orphanedAt: Date | null;
  file: string | null;
  relations: { type: string; targetRef: string }[];
};

const LOCATION = "backstage.io/managed-by-location";
const ORIGIN = "backstage.io/managed-by-origin-location";
const VIEW = "backstage.io/view-url";
const ORPHAN = "backstage.io/orphan";

/** An entity as Backstage answers it: what was declared, and what the server knows of it. */
export function toBackstage({ id, etag, declared, orphanedAt, file, relations }: Row) {
  if (!declared) throw new Error("only declared entities are answered");
  const { uid: _, etag: __, annotations, ...metadata } = declared.metadata;
  const own: Record<string, unknown> = isRecord(annotations) ? annotations : {};
  const location = own[LOCATION] ?? (file ? `upload:${file}` : undefined);
  const view = typeof location === "string" && location.startsWith("url:") ? location.slice("url:".length) : undefined;
  return {
    metadata: {
      annotations: {
        ...(location !== undefined && { [LOCATION]: location, [ORIGIN]: own[ORIGIN] ?? location }),
        ...(view && { [VIEW]: view }),
        ...own,
        ...(orphanedAt && { [ORPHAN]: "true" }),
      },
      ...metadata,
      uid: id,
      etag: etag ?? "",
    },
    apiVersion: declared.apiVersion,
    kind: declared.kind,
    ...(declared.spec && { spec: declared.spec }),
    relations,
  };
}

/** `?fields=kind,metadata.name`; null = all of it. */
export function parseFields(fields: readonly string[]): string[] | null {
  const wanted = fields
    .flatMap((each) => each.split(","))
    .map((each) => each.trim())
    .filter(Boolean);
  const list = wanted.find((field) => field.includes("["));
  if (list) throw new InputError(`Invalid field "${list}", array type fields are not supported`);
  return wanted.length > 0 ? wanted : null;
}

/** Only these paths. A part of a path may hold dots itself, as the keys of annotations do. */
export function project(entity: object, fields: readonly string[] | null): object {
  if (!fields) return entity;
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    const found = resolve(entity, field.split("."));
    if (!found) continue;
    let at = result;
    for (const part of found.path.slice(0, -1)) {
      const inner = Object.hasOwn(at, part) ? at[part] : undefined;
      const next = isRecord(inner) ? { ...inner } : {};
      at[part] = next;
      at = next;
    }
    at[found.path.at(-1) ?? ""] = found.value;
  }
  return result;
}

function resolve(value: unknown, parts: readonly string[]): { path: string[]; value: unknown } | null {
  if (parts.length === 0) return { path: [], value };
  if (!isRecord(value)) return null;
  for (let taken = 1; taken <= parts.length; taken++) {
    const key = parts.slice(0, taken).join(".");
    if (!Object.hasOwn(value, key) || value[key] === undefined) continue;
    const rest = resolve(value[key], parts.slice(taken));
    if (rest) return { path: [key, ...rest.path], value: rest.value };
  }
  return null;
}
