import { expect, test } from "bun:test";
import { readRelated, writeRelated } from "./related.ts";

test("frameworks and requirements are read a line each, and written as they were", () => {
  const text = "cis-aws-7.0: 2.1, 2.2\nsoc2: CC6.1";
  const { requirements, problem } = readRelated(`${text}\n\n`);
  expect([requirements, problem]).toEqual([{ "cis-aws-7.0": ["2.1", "2.2"], soc2: ["CC6.1"] }, null]);
  expect(writeRelated(requirements)).toBe(text);
});
test("what is neither is told with its line", () => expect(readRelated("soc2: a\nsoc2").problem).toContain("Line 2"));
