import { expect, test } from "bun:test";
import { signingKey } from "../../tests/fakes/signing-key.ts";
import { openWebIdentity, parseSigningKeys } from "./web-identity.ts";

const keys = [signingKey()];

test.each<[string, RegExp | null]>([
  ["https://devcontrol.example.com", null],
  ["http://127.0.0.1:4100", /^AWS would have to reach this installation, and cannot at http:\/\/127\.0\.0\.1:4100\.$/],
  ["http://localhost:4100", /cannot at/],
  ["https://localhost", /cannot at/],
  ["https://10.0.0.7", /cannot at/],
  ["https://[::1]", /cannot at/],
  ["https://portal", /cannot at/],
  ["https://devcontrol.internal", /cannot at/],
  ["https://devcontrol.local", /cannot at/],
  ["http://devcontrol.example.com", /^AWS asks for our keys over https only/],
  ["https://devcontrol.example.com:8443", /^AWS takes an address without a port only/],
])("at %s AWS can read who we are: %p", (origin, problem) => {
  const identity = openWebIdentity({ origin, keys });
  expect(identity.issuer).toBe(problem === null ? origin : null);
  if (problem) expect(identity.problem).toMatch(problem);
});

test("without keys it says how its operator makes one", () => {
  const { problem } = openWebIdentity({ origin: "https://devcontrol.example.com", keys: [] });
  expect(problem).toContain("bun run oidc:key");
});

test("keys that cannot sign are refused as a whole", () => {
  const [key] = keys;
  expect(parseSigningKeys(JSON.stringify(keys))).toEqual(keys);
  for (const bad of [
    "",
    "{}",
    "[]",
    "[1]",
    JSON.stringify([{ ...key, d: "short" }]),
    JSON.stringify([{ ...key, crv: "P-384" }]),
  ])
    expect(parseSigningKeys(bad)).toBeNull();
});
