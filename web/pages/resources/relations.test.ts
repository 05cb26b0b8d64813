import { expect, test } from "bun:test";
import { inverseInWords, relationInWords } from "./relations.ts";

test("relations read from both ends", () => {
  expect(relationInWords("dependsOn")).toBe("Depends on");
  expect(inverseInWords("dependsOn")).toBe("Dependency of");
  expect(inverseInWords("partOf")).toBe("Has part");
});
