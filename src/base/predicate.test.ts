import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { evaluate, parsePredicate, readPredicate } from "./predicate.ts";

const ENTITY = {
  kind: "Component",
  metadata: {
    name: "checkout",
    tags: ["java", "payments"],
    annotations: { "pagerduty.com/service-id": "P1", "github.com/project-slug": "Acme/Checkout" },
    title: null,
  },
  spec: { type: "service", lifecycle: "production", ports: [{ number: 80 }, { number: 443 }] },
  relations: [
    { type: "dependsOn", targetRef: "resource:default/db" },
    { type: "ownedBy", targetRef: "group:default/shop" },
  ],
  findings: { open: 3, critical: 0 },
  facts: { cost: "120.50", deployedAt: "2026-11-02T10:00:00Z" },
};
const holds = (condition: unknown, unread?: Record<string, string>) => {
  const { predicate, problems } = parsePredicate(condition);
  expect(problems).toEqual([]);
  return predicate && evaluate(predicate, ENTITY, unread).holds;
};

describe("a condition holds", () => {
  const yes: [string, unknown][] = [
    ["a value, whatever its case", { kind: "component" }],
    ["several keys", { kind: "Component", "spec.type": "service" }],
    ["a number written as text", { "findings.open": "3" }],
    ["a key with dots", { "metadata.annotations.pagerduty.com/service-id": { $exists: true } }],
    ["an item of a list", { "metadata.tags": "java" }],
    ["$contains in a list", { "metadata.tags": { $contains: "Payments" } }],
    ["$contains in a text", { "metadata.annotations.github.com/project-slug": { $contains: "/check" } }],
    ["null is absent", { "metadata.title": { $exists: false } }],
    ["$in", { "spec.lifecycle": { $in: ["production", "deprecated"] } }],
    ["$hasPrefix", { "metadata.name": { $hasPrefix: "CHECK" } }],
    ["through a list", { "spec.ports.number": { $gt: 400 } }],
    ["a range", { "findings.open": { $gte: 3, $lt: 4 } }],
    ["decimals as texts", { "facts.cost": { $gt: 99 } }],
    ["dates", { "facts.deployedAt": { $gte: "2026-11-01" } }],
    ["an edge", { relations: { $contains: { type: "dependsOn", targetRef: { $in: ["resource:default/DB"] } } } }],
    ["$not", { $not: { "spec.type": "website" } }],
    ["$any", { $any: [{ kind: "API" }, { kind: "Component" }] }],
    ["an empty $all", { $all: [] }],
  ];
  const no: [string, unknown][] = [
    ["an empty $any", { $any: [] }],
    ["a missing path", { "spec.nothing": "x" }],
    ["a comparison with a missing path", { "spec.nothing": { $lt: 5 } }],
    ["a comparison of a word with a number", { kind: { $gt: 1 } }],
    ["parts of two items", { relations: { $contains: { type: "dependsOn", targetRef: "group:default/shop" } } }],
    ["what only every object has", { constructor: { $exists: true } }],
    ["the same, deeper", { "metadata.__proto__": { $exists: true } }],
  ];
  for (const [name, condition] of yes) test(name, () => expect(holds(condition)).toBe(true));
  for (const [name, condition] of no) test(`not: ${name}`, () => expect(holds(condition)).toBe(false));
});

describe("what was not read", () => {
  const unread = { findings: "no scan yet" };
  test("is unknown, and so is its opposite", () => {
    expect(holds({ "findings.open": { $lt: 5 } }, unread)).toBeNull();
    expect(holds({ $not: { "findings.open": { $lt: 5 } } }, unread)).toBeNull();
    expect(holds({ findings: { $exists: true } }, unread)).toBeNull();
  });
  test("does not matter where the rest decides", () => {
    expect(holds({ "findings.open": 3, kind: "API" }, unread)).toBe(false);
    expect(holds({ $any: [{ "findings.open": 3 }, { kind: "Component" }] }, unread)).toBe(true);
    expect(holds({ "findings.open": 3, kind: "Component" }, unread)).toBeNull();
  });
  test("is named with its reason", () => {
    const { predicate } = parsePredicate({ "findings.open": 0 });
    expect(predicate && evaluate(predicate, ENTITY, unread).because).toEqual([
      "findings.open is not known: no scan yet",
    ]);
  });
});

test("what decided is told", () => {
  const { predicate } = parsePredicate({ "spec.type": "service", "metadata.title": { $exists: true } });
  expect(predicate && evaluate(predicate, ENTITY)).toEqual({ holds: false, because: ["metadata.title is not set"] });
});

describe("what cannot be read is refused with its place", () => {
  const cases: [text: string, line: number, column: number, message: string][] = [
    ['{"$some": []}', 1, 11, "$some is not known here"],
    ["$all:\n  - kind: {$like: x}\n", 2, 19, "$like is not known"],
    ["$all: []\nkind: x\n", 1, 7, "$all must be alone"],
    ["kind:\n  $exists: maybe\n", 2, 12, "$exists takes true or false"],
    ["spec:\n  type: service\n", 2, 9, 'Write "spec.type" as one path'],
    ["- kind\n", 1, 1, "not a list"],
    ["kind: [a]\n", 1, 7, "not a list"],
    ["kind: {$in: x}", 1, 13, "$in takes a list"],
    ["kind: {$gt: true}", 1, 13, "$gt takes a number or a text"],
    ["kind: 'x", 1, 9, "quote"],
    ["a: &x 1\nb: *x\n", 0, 0, "Aliases"],
  ];
  for (const [text, line, column, message] of cases)
    test(JSON.stringify(text), () => {
      const { predicate, problems } = readPredicate(text);
      expect(predicate).toBeNull();
      expect(problems[0]?.message).toContain(message);
      expect([problems[0]?.line ?? 0, problems[0]?.column ?? 0]).toEqual([line, column]);
    });
  test("the empty text", () => expect(readPredicate("").problems[0]?.message).toContain("not nothing"));
});

describe("limits", () => {
  const nested = (depth: number): unknown => (depth === 0 ? { a: 1 } : { $not: nested(depth - 1) });
  test("depth", () => {
    expect(parsePredicate(nested(10)).problems).toEqual([]);
    expect(parsePredicate(nested(11)).problems[0]?.message).toContain("10 deep");
    expect(parsePredicate(nested(5000)).problems).toHaveLength(1);
    expect(readPredicate("[".repeat(19_000)).problems[0]?.message).toContain("10 deep");
  });
  test("number of conditions", () => {
    const many = (n: number) => ({ $any: Array.from({ length: n }, (_, i) => ({ [`k${i}`]: i })) });
    expect(parsePredicate(many(90)).problems).toEqual([]);
    expect(parsePredicate(many(20_000)).problems).toHaveLength(1);
  });
  test("values and texts", () => {
    expect(parsePredicate({ a: { $in: Array.from({ length: 201 }, () => 1) } }).problems).toHaveLength(1);
    expect(parsePredicate({ a: "x".repeat(501) }).problems).toHaveLength(1);
    expect(readPredicate(`a: ${"x".repeat(20_001)}`).problems).toHaveLength(1);
  });
});

test("any value is read or refused, never thrown at", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue({ maxDepth: 4 }), (condition, data) => {
      const { predicate } = parsePredicate(condition);
      if (predicate) evaluate(predicate, { data }, {});
    }),
  );
});

test("twice not is the same, with or without what was not read", () => {
  const leaf = fc.constantFrom({ kind: "Component" }, { kind: "API" }, { "findings.open": { $lt: 5 } });
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ $all: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ $any: fc.array(tie("tree"), { maxLength: 3 }) }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom<Record<string, string>>({}, { findings: "no scan" }), (condition, unread) => {
      expect(holds({ $not: { $not: condition } }, unread)).toBe(holds(condition, unread));
    }),
  );
});
