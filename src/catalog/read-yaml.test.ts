import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { toYaml } from "./export.ts";
import { readCatalogFile } from "./read-yaml.ts";
import type { Entity } from "./validate.ts";

const component = (name: string, spec = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n${spec}`;
const problemsOf = (text: string) =>
  readCatalogFile(text).problems.map(({ line, column, message }) => `${line}:${column} ${message.slice(0, 90)}`);

describe("a catalogue file", () => {
  test("holds several documents; empty ones are skipped", () => {
    const { entities, problems } = readCatalogFile(`---\n${component("a")}---\n---\n# nothing\n---\n${component("b")}`);
    expect(problems).toEqual([]);
    expect(entities.map(({ ref, line }) => [ref, line])).toEqual([
      ["component:default/a", 2],
      ["component:default/b", 14],
    ]);
  });

  test("declares relations with the namespace of the entity and the kind of the field", () => {
    const text = component(
      "a",
      "  system: Shop\n  providesApis: [orders]\n  dependsOn: ['resource:aws/db', 'Resource:AWS/DB']\n",
    );
    const relations = readCatalogFile(text).entities[0]?.relations.map(({ type, targetRef }) => `${type} ${targetRef}`);
    expect(relations).toEqual([
      "ownedBy group:default/team-a",
      "partOf system:default/shop",
      "providesApi api:default/orders",
      "dependsOn resource:aws/db",
    ]);
  });

  test("may be JSON, and a list", () => {
    const entity = {
      apiVersion: "backstage.io/v1alpha1",
      kind: "System",
      metadata: { name: "x" },
      spec: { owner: "o" },
    };
    expect(
      readCatalogFile(JSON.stringify([entity, { ...entity, metadata: { name: "y" } }])).entities.map(({ ref }) => ref),
    ).toEqual(["system:default/x", "system:default/y"]);
  });
});

describe("what is refused has its line", () => {
  const cases: [what: string, text: string, problem: string][] = [
    [
      "a field that is missing",
      `${component("a")}---\nkind: System\napiVersion: backstage.io/v1alpha1\nmetadata:\n  name: x\nspec:\n  domain: d\n`,
      "15:3 /spec must have required property 'owner' - missingProperty: owner",
    ],
    [
      "a name",
      component("a b"),
      '4:9 "metadata.name" is not valid; expected a string that is sequences of [a-zA-Z0-9] separated',
    ],
    [
      "a reference without kind",
      component("a", "  dependsOn:\n    - resource:x\n    - y\n"),
      '11:7 Entity reference "y" had missing or empty kind (e.g. did not start with "component:" or si',
    ],
    [
      "a field beside the envelope",
      `${component("a")}owner: me\n`,
      "1:1 Malformed envelope, <root> must NOT have additional properties",
    ],
    [
      "broken YAML",
      "a: [1\nb: 2",
      "2:1 Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
    ["the same key twice", "a: 1\na: 2", "2:1 Map keys must be unique."],
    [
      "the same entity twice",
      `${component("a")}---\n${component("A")}`,
      "10:1 component:default/a is declared twice in this file; the first is in line 1.",
    ],
    [
      "text of another file",
      component("a", "  definition:\n    $text: ./api.yaml\n"),
      "10:5 /spec/definition takes its text from another file ($text: ./api.yaml), which was not sent ",
    ],
    [
      "keys that differ in case only",
      component("a", "  Type: x\n"),
      "9:9 Entity has duplicate keys that vary only in casing: /spec/Type",
    ],
    [
      "a kind that nobody knows",
      "apiVersion: x/v1\nkind: Spaceship\nmetadata:\n  name: a",
      "2:7 kind/apiVersion not recognised (validator returned false)",
    ],
    [
      "NUL",
      component("a", '  note: "a\\0b"\n'),
      "9:9 /spec/note holds a character that is no text (NUL or half a surrogate pair).",
    ],
    ["nothing", "# only a comment", "1:1 The file holds no entity."],
  ];
  test.each(cases)("%s", (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
    expect(readCatalogFile(text).entities.every(({ entity }) => entity.metadata.name === "a")).toBe(true);
  });
});

describe("hostile files are refused with a sentence", () => {
  const laughs = Array.from(
    { length: 9 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i ? `*a${i - 1}` : "x")
        .join(",")}]`,
  );
  const cases: [what: string, text: string, words: RegExp][] = [
    ["aliases that multiply", laughs.join("\n"), /alias/],
    ["a value that contains itself", "a: &a\n  b: *a\n", /contains itself/],
    ["brackets without end", "[".repeat(100_000), /levels deep/],
    ["dashes without end", "- ".repeat(100_000), /levels deep/],
    ["question marks without end", "? ".repeat(100_000), /levels deep/],
    ["a list of half a million", `a: [${"1,".repeat(400_000)}]`, /more than 400000 parts/],
    ["a map of 40,000 keys", `a: {${Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join(",")}}`, /apiVersion/],
    [
      "100,000 relations",
      component(
        "a",
        `  dependsOn: [${Array.from({ length: 100_000 }, (_, i) => `"x:${i.toString(36)}"`).join(",")}]\n`,
      ),
      /10000\d relations; at most 1000/,
    ],
    ["indented without end", Array.from({ length: 1_300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /levels deep/],
    ["the same key without end", "k: 1\n".repeat(30_000), /unique/],
    ["more than a megabyte", `a: ${"x".repeat(1_000_001)}`, /at most 1000000/],
    ["too many documents", `${component("a")}---\n`.repeat(2_001), /at most 2000/],
    [
      "too many relations",
      component("a", `  dependsOn: [${Array.from({ length: 2_000 }, (_, i) => `resource:r${i}`).join(", ")}]\n`),
      /at most 1000/,
    ],
    ["dates and bytes of YAML 1.1", `%YAML 1.1\n---\n${component("a", "  since: 2020-01-01\n")}`, /JSON does not have/],
    ["tags of their own", component("a", "  x: !run whoami\n"), /tags of its own/],
  ];
  test.each(cases)("%s", (_, text, words) => {
    const { entities, problems } = readCatalogFile(text);
    expect(entities.length).toBeLessThan(2_001);
    expect(problems[0]?.message).toMatch(words);
  });
});

/** Any entity that is valid, with what people do to YAML: quotes, colons, line ends, numbers that are texts. */
const Text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    "yes",
    "null",
    "1e3",
    "0x10",
    "- a",
    "a: b",
    "# no",
    "line\n  two\n",
    "'",
    '"',
    "~",
    "2020-01-01",
    "<<",
    "*a",
    "%x",
    "| \n",
  ),
);
const Name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?$/);
const Json = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });
const AnyEntity = fc.record({
  name: Name,
  namespace: fc.constantFrom("default", "aws", "team-a"),
  description: Text,
  annotations: fc.dictionary(Name, Text, { maxKeys: 4 }),
  owner: Name,
  more: Json,
});

test("import, export, import gives the same entities", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(AnyEntity, { maxLength: 5, minLength: 1, selector: ({ name }) => name.toLowerCase() }),
      (made) => {
        const written = made.map(
          ({ name, namespace, description, annotations, owner, more }): Entity => ({
            apiVersion: "backstage.io/v1alpha1",
            kind: "Component",
            metadata: { name, namespace, description, annotations },
            spec: { type: "service", lifecycle: "production", owner, more },
          }),
        );
        const first = readCatalogFile(JSON.stringify(written));
        // What the first reading refuses (keys that differ in case only) is no entity.
        fc.pre(first.problems.length === 0);
        const again = readCatalogFile(toYaml(first.entities.map(({ entity }) => entity)));
        expect(again.problems).toEqual([]);
        expect(again.entities.map(({ entity, relations }) => ({ entity, relations }))).toEqual(
          first.entities.map(({ entity, relations }) => ({ entity, relations: relations.map((r) => ({ ...r })) })),
        );
      },
    ),
    { numRuns: 300 },
  );
});
