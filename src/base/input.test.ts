import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readBody, refuseHostile, refuseHostileJson } from "./input.ts";

const nested = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers });

describe("what no call may hold", () => {
  test.each([
    ["NUL", '{"name":"a\\u0000b"}'],
    ["NUL in a key", '{"a\\u0000":1}'],
    ["half a character", '{"name":"\\ud800"}'],
    ["the other half", '{"list":["\\udc00"]}'],
    ["a prototype", '{"__proto__":{"polluted":1}}'],
    ["a prototype further in", '{"labels":[{"__proto__":1}]}'],
    ["33 levels", nested(33)],
    ["100,000 levels", nested(100_000)],
  ])("%s", (_, text) => {
    expect(() => refuseHostileJson(text)).toThrow();
  });

  test.each([
    ["32 levels", nested(32)],
    ["a whole pair", '"\\ud83d\\ude00"'],
    ["a constructor", '{"constructor":1}'],
    ["what is no JSON, which others refuse", "{"],
    ["nothing", ""],
  ])("but %s is left to whoever reads it", (_, text) => {
    expect(() => refuseHostileJson(text)).not.toThrow();
  });

  test("any other JSON passes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "small", maxDepth: 8 }), (value) => {
        const isStorable = !JSON.stringify(value).includes("\\u0000") && !JSON.stringify(value).includes("__proto__");
        if (isStorable) expect(() => refuseHostile(value)).not.toThrow();
      }),
    );
  });
});

test("a body is passed on as it was", async () => {
  const request = await readBody(post('{"name":"Zoë 😀"}', { "content-type": "application/json", cookie: "a=b" }));
  expect(await request.text()).toBe('{"name":"Zoë 😀"}');
  expect(request.headers.get("content-type")).toBe("application/json");
});

test.each([
  ["a byte that is no UTF-8", post(new Uint8Array([0x22, 0xff, 0x22])), "BAD_REQUEST"],
  ["a surrogate in bytes", post(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])), "BAD_REQUEST"],
  ["UTF-16", post(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])), "BAD_REQUEST"],
  ["something compressed", post("x", { "content-encoding": "gzip" }), "UNSUPPORTED_MEDIA_TYPE"],
])("%s is refused", async (_, request, code) => {
  await expect(readBody(request)).rejects.toMatchObject({ code });
});
