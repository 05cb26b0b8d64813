import { describe, expect, test } from "bun:test";
import { codeOf, fromBase32, keyUri, stepAt, stepOfCode, toBase32 } from "./totp.ts";

const RFC_SECRET = new TextEncoder().encode("12345678901234567890");

describe("RFC 6238, appendix B, SHA-1", () => {
  test.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("at %d s the code is %s", async (seconds, expected) => {
    const step = stepAt(new Date(seconds * 1000));
    expect(await codeOf(RFC_SECRET, step, 8)).toBe(expected);
    expect(await codeOf(RFC_SECRET, step)).toBe(expected.slice(-6));
  });
});

test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("RFC 4648: %p in base32 is %p, and back", (text, expected) => {
  expect(toBase32(new TextEncoder().encode(text))).toBe(expected);
  expect(new TextDecoder().decode(fromBase32(expected))).toBe(text);
});

describe("a code", () => {
  const now = new Date(1_234_567_890_000);
  const step = stepAt(now);
  const check = (code: string, lastStep = 0) => stepOfCode(RFC_SECRET, code, { now, lastStep });

  test("is good for its step and the one before and after, and no other", async () => {
    for (const away of [-2, -1, 0, 1, 2])
      expect(await check(await codeOf(RFC_SECRET, step + away))).toBe(Math.abs(away) <= 1 ? step + away : null);
  });

  test("is good once: that step and older ones are refused from then on", async () => {
    const code = await codeOf(RFC_SECRET, step);
    expect(await check(code, step - 1)).toBe(step);
    expect(await check(code, step)).toBeNull();
    expect(await check(await codeOf(RFC_SECRET, step - 1), step)).toBeNull();
  });

  test.each(["", "12345", "1234567", "abcdef", "１２３４５６"])(
    "that is none, such as %p, is refused",
    async (code) => {
      expect(await check(code)).toBeNull();
    },
  );
});

test("the address for the QR code names us and the account", () => {
  expect(keyUri("ABC", { account: "ada@example.com", issuer: "DevControl" })).toBe(
    "otpauth://totp/DevControl:ada%40example.com?secret=ABC&issuer=DevControl&algorithm=SHA1&digits=6&period=30",
  );
});
