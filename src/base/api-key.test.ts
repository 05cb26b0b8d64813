import { expect, test } from "bun:test";
import fc from "fast-check";
import { makeApiKey, parseApiKey, presentedKey } from "./api-key.ts";

const id = "0199a8e2-0000-7000-8000-00000000abcd";

test("a key tells its id and never the same secret twice", () => {
  const [one, other] = [makeApiKey(id), makeApiKey(id)];
  expect(one).toMatch(/^dc_live_[0-9a-f]{32}_[0-9A-Za-z]{36}$/);
  expect(one).not.toBe(other);
  expect(parseApiKey(one)).toEqual({ id, text: one });
});

test("one changed character is found without a database", () => {
  const key = makeApiKey(id);
  fc.assert(
    fc.property(fc.nat(key.length - 1), fc.constantFrom(..."0123456789abcdefXYZ"), (at, character) => {
      fc.pre(key[at] !== character);
      expect(parseApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
    }),
  );
});

test("anything else is no key", () => {
  for (const text of ["", "dc_live_", "ghp_abc", makeApiKey(id).slice(0, -1), `${makeApiKey(id)}x`])
    expect(parseApiKey(text)).toBeNull();
});

test("a key comes as a bearer token or in its own header", () => {
  expect(presentedKey(new Headers({ authorization: "Bearer abc" }))).toBe("abc");
  expect(presentedKey(new Headers({ "x-api-key": "abc" }))).toBe("abc");
  expect(presentedKey(new Headers({ authorization: "Basic abc" }))).toBeNull();
});
