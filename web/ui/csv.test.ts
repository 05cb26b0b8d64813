import { expect, test } from "bun:test";
import { toCsv } from "./csv.ts";

test.each([
  ["plain", "plain"],
  ['say "hi", you', '"say ""hi"", you"'],
  ["two\nlines", '"two\nlines"'],
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["@sum(a1)", "'@sum(a1)"],
  [-3.5, "-3.5"],
  ["-12.4", "-12.4"],
  ["-1+cmd()", "'-1+cmd()"],
  ["-", "'-"],
  [null, ""],
])("%j is written %j", (value, cell) => expect(toCsv(["h"], [[value]])).toBe(`h\r\n${cell}`));
