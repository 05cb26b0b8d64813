import { expect, test } from "bun:test";
import { waitSeconds } from "./lockout.ts";

test("the wait grows from the fifth failure on and ends somewhere", () => {
  const limit = { free: 5, waitMaxSeconds: 60 };
  expect([0, 4, 5, 6, 7, 10, 11, 5000].map((failures) => waitSeconds(limit, failures))).toEqual([
    0, 0, 1, 2, 4, 32, 60, 60,
  ]);
});
