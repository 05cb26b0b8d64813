import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { FORMATS, type Format } from "./fields.ts";
import { canonicalRef, parseEntityRef, parseLocationRef } from "./refs.ts";
import { validateEntity } from "./validate.ts";

/** Recorded from Backstage's own code; see the catalogue's reference. */
const VECTORS = join(import.meta.dir, "../../../shared/data/catalog/vectors");
const Result = z.object({ ok: z.boolean(), value: z.unknown().optional(), error: z.string().optional() });

function vectors<T>(name: string, Vector: z.ZodType<T>): T[] {
  const path = join(VECTORS, `${name}.json`);
  if (existsSync(path)) return z.array(Vector).parse(JSON.parse(readFileSync(path, "utf8")));
  console.log(`skipped: the cases of ${name}, which lie beside the project`);
  return [];
}

const attempt = (work: () => unknown): z.infer<typeof Result> => {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
};

function compare<T>(name: string, Vector: z.ZodType<T>, run: (vector: T) => unknown, wanted: (vector: T) => unknown) {
  test(`Backstage's vectors: ${name}`, () => {
    const cases = vectors(name, Vector);
    for (const vector of cases) expect({ vector, is: run(vector) }).toEqual({ vector, is: wanted(vector) });
    console.log(`${name}: ${cases.length}/${cases.length} match`);
  });
}

compare(
  "entity-refs",
  z.object({
    ref: z.string(),
    context: z.object({ defaultKind: z.string().optional(), defaultNamespace: z.string().optional() }).nullable(),
    result: Result,
    canonical: Result,
  }),
  ({ ref, context }) => [
    attempt(() => parseEntityRef(ref, context ?? {})),
    attempt(() => canonicalRef(parseEntityRef(ref, context ?? {}))),
  ],
  ({ result, canonical }) => [result, canonical],
);

compare(
  "location-refs",
  z.object({ ref: z.string(), result: Result }),
  ({ ref }) => attempt(() => parseLocationRef(ref)),
  ({ result }) => result,
);

const NAMES: Record<string, Format> = {
  isValidApiVersion: "apiVersion",
  isValidKind: "kind",
  isValidEntityName: "name",
  isValidObjectName: "name",
  isValidNamespace: "namespace",
  isValidLabelKey: "labelKey",
  isValidLabelValue: "labelValue",
  isValidAnnotationKey: "annotationKey",
  isValidAnnotationValue: "annotationValue",
  isValidTag: "tag",
};
compare(
  "field-validators",
  z.object({ validator: z.string(), input: z.unknown(), valid: z.boolean() }),
  ({ validator, input }) => FORMATS[NAMES[validator] ?? "text"].test(input),
  ({ valid }) => valid,
);

compare(
  "entity-validation",
  z.object({ name: z.string(), entity: z.unknown(), result: Result }),
  ({ entity }) => {
    const { problem } = validateEntity(entity);
    return problem ? { ok: false, error: problem.message } : { ok: true };
  },
  ({ result }) => result,
);
