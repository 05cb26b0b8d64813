import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { canonicalJson } from "./canonical.ts";
import { redact, toldChange } from "./changes.ts";

describe("what the log keeps of a change", () => {
  const cases: [string, Parameters<typeof toldChange>[0], unknown][] = [
    ["nothing", {}, {}],
    ["a row that was made", { after: { id: "a", role: "owner" } }, { before: null, after: { id: "a", role: "owner" } }],
    ["a row that is gone", { before: { id: "a" }, after: null }, { before: { id: "a" }, after: null }],
    [
      "the fields that differ",
      { before: { name: "a", role: "viewer" }, after: { name: "a", role: "owner" } },
      { before: { role: "viewer" }, after: { role: "owner" } },
    ],
    [
      "a field of its own type: dates are text, an order of keys is no change",
      { before: { at: new Date(0), limits: { a: 1, b: 2 } }, after: { at: new Date(1), limits: { b: 2, a: 1 } } },
      { before: { at: "1970-01-01T00:00:00.000Z" }, after: { at: "1970-01-01T00:00:00.001Z" } },
    ],
    [
      "that a secret changed, not what it is",
      { before: { tokenHash: "one", note: "x" }, after: { tokenHash: "two", note: "x" } },
      { before: { tokenHash: "[redacted]" }, after: { tokenHash: "[redacted]" } },
    ],
    [
      "no organisation, which stands beside it",
      { after: { organizationId: "o", id: "a" } },
      { before: null, after: { id: "a" } },
    ],
  ];
  for (const [name, change, kept] of cases)
    test(name, async () => expect(await toldChange(change)).toEqual(kept as Awaited<ReturnType<typeof toldChange>>));

  test("a field that is too large is told by its size and its hash", async () => {
    const { after } = await toldChange({ after: { definition: "x".repeat(70_000) } });
    expect(after?.definition).toMatchObject({
      omittedCharacters: 70_002,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("for any two rows, the change applied to the first gives the second", async () => {
    const row = fc.dictionary(fc.stringMatching(/^[a-f]$/), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(row, row, async (before, after) => {
        const change = await toldChange({ before, after });
        const applied: Record<string, unknown> = { ...before, ...change.after };
        for (const field of Object.keys(before)) if (!(field in after)) expect(applied[field]).toBeNull();
        for (const [field, value] of Object.entries(after))
          expect(canonicalJson(applied[field])).toBe(canonicalJson(value));
      }),
    );
  });
});

test("secrets go by their names, in every spelling and depth; flags, counts and lookalikes stay", () => {
  expect(
    redact({
      password_hash: "h",
      sealedKeys: { ciphertext: "c" },
      nested: [{ "API-TOKEN": "t", externalId: "e", accessKeyId: "AKIA" }],
      hasPassword: true,
      tokens: 12,
      secret: null,
      hashicorp: "vault",
      keyboard: "k",
    }),
  ).toEqual({
    password_hash: "[redacted]",
    sealedKeys: "[redacted]",
    nested: [{ "API-TOKEN": "[redacted]", externalId: "[redacted]", accessKeyId: "[redacted]" }],
    hasPassword: true,
    tokens: 12,
    secret: null,
    hashicorp: "vault",
    keyboard: "k",
  });
});
