import { expect, test } from "bun:test";
import { fromBase64, open, type Sealed, type SealKeys, seal, toBase64 } from "./crypto.ts";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const KEYS: SealKeys = new Map([["1", key(1)]]);
const BOUND = ["organisation-a", "account-1"];
const isRefused = (sealed: Sealed, boundTo: readonly string[] = BOUND, keys = KEYS) =>
  open(keys, sealed, boundTo).then(
    () => false,
    () => true,
  );

test("what was sealed for one row opens for no other", async () => {
  const sealed = await seal(KEYS, "a secret", BOUND);
  expect(await open(KEYS, sealed, BOUND)).toBe("a secret");
  for (const other of [
    ["organisation-b", "account-1"],
    ["organisation-a", "account-2"],
    ["organisation-a"],
    ["organisation-a", "account-1", ""],
    ["organisation-aaccount-1"],
    [],
  ])
    expect({ other, isRefused: await isRefused(sealed, other) }).toEqual({ other, isRefused: true });
});

test("any bit that changes is noticed", async () => {
  const sealed = await seal(KEYS, "a secret", BOUND);
  for (const part of ["nonce", "ciphertext"] as const) {
    const bytes = fromBase64(sealed[part]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect({ part, bit, isRefused: await isRefused({ ...sealed, [part]: toBase64(changed) }) }).toEqual({
        part,
        bit,
        isRefused: true,
      });
    }
  }
});

test("a new key seals from now on, the old one still opens; relabelled or without its key nothing opens", async () => {
  const old = await seal(KEYS, "before", BOUND);
  const both: SealKeys = new Map([...KEYS, ["2", key(2)], ["10", key(10)]]);
  const fresh = await seal(both, "after", BOUND);
  expect(fresh.keyVersion).toBe("10");
  expect(await open(both, old, BOUND)).toBe("before");
  expect(await isRefused({ ...old, keyVersion: "2" }, BOUND, both)).toBe(true);
  // The same key under another number: the number is authenticated too.
  expect(await isRefused({ ...old, keyVersion: "3" }, BOUND, new Map([["3", key(1)]]))).toBe(true);
  expect(await isRefused(fresh)).toBe(true);
});

test("100,000 times the same text: no nonce twice, no ciphertext twice", async () => {
  const [nonces, texts] = [new Set<string>(), new Set<string>()];
  for (let n = 0; n < 100; n++)
    for (const { nonce, ciphertext } of await Promise.all(
      Array.from({ length: 1_000 }, () => seal(KEYS, "a secret", BOUND)),
    )) {
      nonces.add(nonce);
      texts.add(ciphertext);
    }
  expect([nonces.size, texts.size]).toEqual([100_000, 100_000]);
}, 60_000);
