import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Described, drift, FIELDS_MAX, netChange } from "./drift.ts";

const BUCKET: Described = {
  name: "assets",
  arn: "arn:aws:s3:::assets",
  status: null,
  encrypted: true,
  public: null,
  hasBackup: false,
  tags: { Owner: "checkout", "app.kubernetes.io/name": "shop" },
  config: {
    Versioning: { Status: "Suspended" },
    Rules: [
      { Id: "a", Days: 3 },
      { Id: "b", Days: 9 },
    ],
    Zones: ["a", "b"],
  },
  unread: {},
};
const since = (change: Partial<Described>) => drift(BUCKET, { ...BUCKET, ...change }).fields;
const withConfig = (config: Record<string, unknown>) => since({ config: { ...BUCKET.config, ...config } });

describe("the fields that differ", () => {
  test.each<[string, Partial<Described>, unknown[]]>([
    ["nothing", {}, []],
    ["a fact", { status: "active" }, [{ path: "status", after: "active" }]],
    [
      "a tag, and one that is gone, and a new one",
      { tags: { Owner: "search", Team: "x" } },
      [
        { path: "tags.Owner", before: "checkout", after: "search" },
        { path: "tags.Team", after: "x" },
        { path: "tags.app.kubernetes.io/name", before: "shop" },
      ],
    ],
    ["what nobody knew before", { public: true }, [{ path: "public", after: true, unread: "before" }]],
    ["tags that are not read any more", { tags: null }, [{ path: "tags", before: BUCKET.tags, unread: "after" }]],
  ])("%s", (_, change, expected) => expect(since(change)).toEqual(expected as []));

  test("are told by their path, however deep", () =>
    expect(withConfig({ Versioning: { Status: "Enabled" } })).toEqual([
      { path: "config.Versioning.Status", before: "Suspended", after: "Enabled" },
    ]));

  test("of lists are those of the same item; order says nothing", () => {
    expect(withConfig({ Zones: ["b", "a"] })).toEqual([]);
    expect(withConfig({ Zones: ["b", "c"] })).toEqual([
      { path: "config.Zones[]", before: "a" },
      { path: "config.Zones[]", after: "c" },
    ]);
    const [, second] = BUCKET.config.Rules as object[];
    expect(withConfig({ Rules: [second, { Id: "a", Days: 30 }, { Id: "c" }] })).toEqual([
      { path: "config.Rules[a].Days", before: 3, after: 30 },
      { path: "config.Rules[]", after: { Id: "c" } },
    ]);
  });

  test("are never told as removed when they could not be read", () => {
    const { Versioning: _, ...config } = BUCKET.config;
    const unread = since({ config, unread: { Versioning: "access was denied" } });
    expect(unread).toEqual([{ path: "config.Versioning", before: { Status: "Suspended" }, unread: "after" }]);
    expect(since({ config })).toEqual([{ path: "config.Versioning", before: { Status: "Suspended" } }]);
  });

  test("null is absent", () => expect(withConfig({ Policy: null })).toEqual([]));

  test("are bounded in number and size", () => {
    const many = Object.fromEntries(Array.from({ length: FIELDS_MAX + 5 }, (_, i) => [`F${i}`, "x".repeat(5000)]));
    const { fields, omitted } = drift(BUCKET, { ...BUCKET, config: { ...BUCKET.config, ...many } });
    expect([fields.length, omitted]).toEqual([FIELDS_MAX, 5]);
    expect(JSON.stringify(fields).length).toBeLessThan(FIELDS_MAX * 1200);
  });

  test("keys that mean something to JavaScript are letters", () =>
    expect(
      withConfig(JSON.parse('{"__proto__":{"a":1},"constructor":{"b":2}}'))
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["config.__proto__", "config.constructor"].sort()));
});

describe("what changed since", () => {
  test("there and back again is nothing", () => {
    const there = [
      { path: "config.A", before: 1, after: 2 },
      { path: "config.Z[]", before: "a" },
    ];
    const back = [
      { path: "config.A", before: 2, after: 1 },
      { path: "config.Z[]", after: "a" },
    ];
    expect(netChange([there, back])).toEqual([]);
    expect(netChange([there])).toEqual(there);
  });
  test("is from the first to the last", () =>
    expect(netChange([[{ path: "a", before: 1, after: 2 }], [{ path: "a", before: 2, after: 3 }]])).toEqual([
      { path: "a", before: 1, after: 3 },
    ]));
  test("what was not read in between does not stand for a change", () => {
    const lost = [{ path: "a", before: 1, unread: "after" as const }];
    const found = [{ path: "a", after: 1, unread: "before" as const }];
    expect(netChange([lost, found])).toEqual([]);
    expect(netChange([lost])).toEqual(lost);
  });
});

test("equal configurations never differ, and every difference is told", () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
      const of = (config: Record<string, unknown>) => ({ ...BUCKET, config });
      expect(drift(of(a), of(structuredClone(a))).fields).toEqual([]);
      const sides = [drift(of(a), of(b)).fields.length, drift(of(b), of(a)).fields.length];
      expect(sides[0]).toBe(sides[1]);
    }),
    { numRuns: 200 },
  ));
