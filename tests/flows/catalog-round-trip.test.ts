import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { KINDS, type Kind } from "../../src/catalog/kinds.ts";
import type { Shape } from "../../src/catalog/shape.ts";
import { openWorld, type World } from "../world.ts";

const RUNS = Number(process.env.ROUND_TRIPS ?? 25);
const ENTITIES_MAX = 12;

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

/** What YAML could take for something else, beside any text that can be stored. */
const TRICKY = [
  "yes",
  "~",
  "0x1f",
  "1e3",
  "2020-01-01",
  "- a",
  "a: b",
  "# no",
  " x ",
  "a\nb\n",
  "\tx\r\n",
  "'\"",
  "|",
  "{",
  "\u2028",
  "𝄞",
  "!t",
  "&a",
  "*a",
];
const anyText = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes("\0") && text.isWellFormed()),
);
const name = fc.stringMatching(/^[A-Za-z0-9][-A-Za-z0-9_.]{0,20}[A-Za-z0-9]$/);
const namespace = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8})?$/).filter((text) => text !== "aws");
const key = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
const reference = (kind: string) => fc.tuple(namespace, name).map(([space, each]) => `${kind}:${space}/${each}`);
/** Fields that nobody knows are kept as they are. */
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const extras = fc.dictionary(key, anyValue, { maxKeys: 2 });

/** Anything that has this shape. */
function ofShape(shape: Shape): fc.Arbitrary<unknown> {
  const [type] = [shape.type ?? []].flat();
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.oneOf) return fc.oneof(...shape.oneOf.map(ofShape));
  if (type === "boolean") return fc.boolean();
  if (type === "array") return fc.array(ofShape(shape.items ?? {}), { minLength: shape.minItems ?? 0, maxLength: 3 });
  if (type === "object") {
    const fields = Object.entries(shape.properties ?? {}).map(([field, inner]) => [field, ofShape(inner)] as const);
    return fc
      .record(Object.fromEntries(fields), { requiredKeys: [...(shape.required ?? [])] })
      .chain((known) =>
        shape.others === undefined
          ? extras.map((more) => ({ ...withoutKeys(more, shape.properties ?? {}), ...known }))
          : fc.constant(known),
      );
  }
  return anyText;
}
const withoutKeys = (more: Record<string, unknown>, known: object) =>
  Object.fromEntries(
    Object.entries(more).filter(([field]) => !Object.keys(known).some((each) => each.toLowerCase() === field)),
  );

/** A valid entity of that kind, with references where the kind has relations. */
function entityOf({ kind, apiVersions, spec, relations, ofType }: Kind) {
  const types = KINDS.flatMap((each) => (each.kind === kind && each.ofType ? [each.ofType] : []));
  const filled = ofShape(spec)
    .filter((value) => ofType !== undefined || !types.includes(String(Reflect.get(Object(value), "type"))))
    .chain((value) => {
      const fields = relations.filter(({ field }) => Object.hasOwn(Object(value), field));
      const refs = fields.map(({ field, defaultKind = "component" }) =>
        Array.isArray(Reflect.get(Object(value), field))
          ? fc.uniqueArray(reference(defaultKind), { maxLength: 3 })
          : reference(defaultKind),
      );
      return fc
        .tuple(...refs)
        .map((made) => ({ ...Object(value), ...Object.fromEntries(fields.map(({ field }, i) => [field, made[i]])) }));
    });
  const metadata = fc.record(
    {
      name,
      namespace,
      title: anyText,
      description: anyText,
      labels: fc.dictionary(key, name, { maxKeys: 3 }),
      annotations: fc.dictionary(key, anyText, { maxKeys: 3 }),
      tags: fc.array(fc.stringMatching(/^[a-z0-9:+#]{1,10}$/), { maxLength: 3 }),
      links: fc.array(fc.record({ url: fc.webUrl(), title: anyText }, { requiredKeys: ["url"] }), { maxLength: 2 }),
      extra: anyValue,
    },
    { requiredKeys: ["name"] },
  );
  return fc.record({ apiVersion: fc.constantFrom(...apiVersions), kind: fc.constant(kind), metadata, spec: filled });
}

const refOf = ({ kind, metadata }: { kind: string; metadata: { name: string; namespace?: string } }) =>
  `${kind}:${metadata.namespace ?? "default"}/${metadata.name}`.toLowerCase();
const catalogue = fc.uniqueArray(fc.oneof(...KINDS.map(entityOf)), {
  minLength: 1,
  maxLength: ENTITIES_MAX,
  selector: refOf,
});

type Org = Awaited<ReturnType<World["org"]>>;
async function importInto(org: Org, text: string) {
  const { problems, isSaved } = await org.as("owner").catalog.import.mutate({ name: "all.yaml", text });
  expect(problems).toEqual([]);
  expect(isSaved).toBe(true);
  const { text: exported } = await org.as("viewer").catalog.export.query({});
  const { rows } = await world.owner.query(
    `select e.ref, e.declared, e.search, e.owner_ref, e.type, e.lifecycle, e.title, e.arn, e.etag,
        (select coalesce(json_agg(json_build_array(r.kind, r.to_ref, r.source, r.evidence) order by r.kind, r.to_ref), '[]') from relations r where r.from_id = e.id) relations
       from entities e where e.organization_id = $1 order by ref`,
    [org.id],
  );
  return { exported, rows };
}

test(`${RUNS} random catalogues come back from a round trip as they were`, async () => {
  let entities = 0;
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(catalogue, async (made) => {
      const [first, second] = [await world.org(), await world.org()];
      const once = await importInto(first, JSON.stringify(made));
      const given = made
        .map((entity) => ({ ...entity, metadata: { namespace: "default", ...entity.metadata } }))
        .sort((a, b) => (refOf(a) < refOf(b) ? -1 : 1));
      expect(once.rows.map(({ declared }) => declared)).toEqual(JSON.parse(JSON.stringify(given)));
      const twice = await importInto(second, once.exported);
      expect(twice.exported).toBe(once.exported);
      expect(twice.rows.map(({ etag: _, ...row }) => row)).toEqual(once.rows.map(({ etag: _, ...row }) => row));
      expect(parseAllDocuments(once.exported)).toHaveLength(made.length);
      entities += made.length;
      for (const { kind } of made) kinds.add(kind);
    }),
    { numRuns: RUNS, endOnFailure: false },
  );
  console.log(`round trip: ${RUNS} catalogues, ${entities} entities of ${kinds.size} kinds`);
}, 300_000);
