import { expect, test } from "bun:test";
import { formatSize } from "./size.ts";

for (const [bytes, words] of [
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [668_097, "668 kB"],
  [1_234_567, "1.2 MB"],
  [5e12, "5000 GB"],
] as const)
  test(`${bytes} is ${words}`, () => expect(formatSize(bytes)).toBe(words));
