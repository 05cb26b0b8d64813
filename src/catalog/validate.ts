import { FORMATS, type Format } from "./fields.ts";
import { KINDS, kindOf } from "./kinds.ts";
import { DEFAULT_NAMESPACE } from "./refs.ts";
import { isRecord, type Path, pointer, problemsOf, type Shape, type ShapeProblem } from "./shape.ts";

/** An entity as people write it. Fields that are not named here are kept. */
export type Entity = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    title?: string;
    description?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    tags?: string[];
    links?: { url: string; title?: string; icon?: string; type?: string }[];
    [other: string]: unknown;
  };
  spec?: Record<string, unknown>;
};

/** `path`: the place that it is about, for line numbers. */
export type Problem = { path: Path; message: string };
export type Validated = { entity: Entity; problem: null } | { entity: null; problem: Problem };

const LEARN_MORE =
  "To learn more about catalog file format, visit: https://github.com/backstage/backstage/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md";
export const NOT_RECOGNISED = "kind/apiVersion not recognised (validator returned false)";

const text: Shape = { type: "string", minLength: 1 };
const map: Shape = { type: "object", others: { type: "string" } };
const ENVELOPE: Shape = {
  type: "object",
  required: ["apiVersion", "kind", "metadata"],
  others: false,
  properties: {
    apiVersion: text,
    kind: text,
    metadata: {
      type: "object",
      required: ["name"],
      properties: {
        uid: text,
        etag: text,
        name: text,
        namespace: text,
        title: text,
        description: { type: "string" },
        labels: map,
        annotations: map,
        tags: { type: "array", items: text },
        links: {
          type: "array",
          items: {
            type: "object",
            required: ["url"],
            properties: { url: text, title: text, icon: text, type: text },
          },
        },
      },
    },
    spec: { type: "object" },
    // What our own answers carry; a file that was written from one is read, and these are made anew.
    relations: { type: "array", items: { type: "object" } },
    status: { type: "object" },
  },
};

/**
 * Backstage's rules in its order, with its words: the envelope, no fields beside it, formats, then the kind.
 * What only the server says (uid, etag, relations, status) is left out of the entity.
 */
export function validateEntity(input: unknown): Validated {
  const [envelope] = problemsOf(ENVELOPE, input);
  if (envelope)
    return refused(envelope.path, `Malformed envelope, ${pointer(envelope.path) || "<root>"} ${envelope.message}`);
  const entity = asEntity(input);
  const format = formatProblem(entity);
  if (format) return refused(format.path, format.message);
  const kind = kindProblem(entity);
  return kind ? refused(kind.path, kind.message) : { entity, problem: null };
}

const refused = (path: Path, message: string): Validated => ({ entity: null, problem: { path, message } });

/** The envelope has been checked; only its namespace may be missing. */
function asEntity(input: unknown): Entity {
  const { apiVersion, kind, metadata, spec } = input as Entity;
  const { uid: _, etag: __, ...kept } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { ...kept, namespace: metadata.namespace ?? DEFAULT_NAMESPACE },
    ...(spec !== undefined && { spec }),
  };
}

function formatProblem({ apiVersion, kind, metadata }: Entity): Problem | undefined {
  const { name, namespace, labels = {}, annotations = {}, tags = [], links = [] } = metadata;
  const checks: [path: Path, field: string, value: unknown, format: Format][] = [
    [["apiVersion"], "apiVersion", apiVersion, "apiVersion"],
    [["kind"], "kind", kind, "kind"],
    [["metadata", "name"], "metadata.name", name, "name"],
    [["metadata", "namespace"], "metadata.namespace", namespace, "namespace"],
  ];
  for (const [key, value] of Object.entries(labels))
    checks.push(
      [["metadata", "labels", key], `labels.${key}`, key, "labelKey"],
      [["metadata", "labels", key], `labels.${key}`, value, "labelValue"],
    );
  for (const [key, value] of Object.entries(annotations))
    checks.push(
      [["metadata", "annotations", key], `annotations.${key}`, key, "annotationKey"],
      [["metadata", "annotations", key], `annotations.${key}`, value, "annotationValue"],
    );
  for (const [i, tag] of tags.entries()) checks.push([["metadata", "tags", i], `tags.${i}`, tag, "tag"]);
  for (const [i, { url, title, icon }] of links.entries()) {
    checks.push([["metadata", "links", i, "url"], `links.${i}.url`, url, "url"]);
    if (title !== undefined) checks.push([["metadata", "links", i, "title"], `links.${i}.title`, title, "text"]);
    if (icon !== undefined) checks.push([["metadata", "links", i, "icon"], `links.${i}.icon`, icon, "text"]);
  }
  for (const [path, field, value, format] of checks) {
    const { test, expected } = FORMATS[format];
    if (test(value)) continue;
    const wanted = expected ? ` expected ${expected} but found "${value}".` : "";
    return { path, message: `"${field}" is not valid;${wanted} ${LEARN_MORE}` };
  }
  return undefined;
}

function kindProblem(entity: Entity): Problem | undefined {
  const { apiVersion, kind, spec } = entity;
  const known = kindOf(kind, spec?.type);
  if (!known) return { path: ["kind"], message: NOT_RECOGNISED };
  if (!known.apiVersions.includes(apiVersion)) return { path: ["apiVersion"], message: NOT_RECOGNISED };
  const shape: Shape = { type: "object", required: ["spec"], properties: { spec: known.spec } };
  const [first] = problemsOf(shape, entity);
  return first && { path: first.path, message: inAjvsWords(first) };
}

export const inAjvsWords = ({ path, message, params }: ShapeProblem) =>
  `${pointer(path) || "<root>"} ${message} - ${Object.entries(params)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")}`;

/** Kinds by name, once each. */
export const KIND_NAMES = [...new Set(KINDS.map(({ kind }) => kind))];

/** A field of `spec` that holds one text. */
export function specText({ spec }: Pick<Entity, "spec">, field: string): string | null {
  const value = isRecord(spec) ? spec[field] : undefined;
  return typeof value === "string" ? value : null;
}
