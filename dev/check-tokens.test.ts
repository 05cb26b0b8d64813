import { expect, test } from "bun:test";
import { contrast, fails, linear, pairsOf } from "./check-tokens.ts";

test("black on white is 21, a colour on itself 1", () => {
  expect(contrast(linear(0, 0, 0), linear(1, 0, 0))).toBeCloseTo(21, 2);
  expect(contrast(linear(0.5, 0.1, 20), linear(0.5, 0.1, 20))).toBe(1);
});

test("a theme without colours fails in every pair", () => {
  const pairs = pairsOf(":root {\n}\n");
  expect(pairs.length).toBeGreaterThan(50);
  expect(pairs.every(fails)).toBe(true);
});

test("grey text on white is told by its contrast", () => {
  const ofFg = (lightness: number) =>
    pairsOf(`:root {\n  --surface: oklch(1 0 0);\n  --fg: oklch(${lightness} 0 0);\n}\n`).find(
      ({ theme, of, on }) => theme === "light" && of === "fg" && on === "surface",
    );
  expect(fails(ofFg(0.5)!)).toBe(false);
  expect(fails(ofFg(0.7)!)).toBe(true);
});
