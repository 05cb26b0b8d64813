import { expect, test } from "bun:test";
import { safeNext } from "./safe-next.ts";

test.each([
  ["/acme/resources?type=%5B%22x%22%5D", "/acme/resources?type=%5B%22x%22%5D"],
  ["//evil.example/login", null],
  ["/\\evil.example", null],
  ["https://evil.example", null],
  ["javascript:alert(1)", null],
  ["", null],
  [undefined, null],
])("%p leads to %p", (next, expected) => expect(safeNext(next)).toBe(expected));
