import { expect, test } from "bun:test";
import { levelOf } from "./limits.ts";

test("a limit is near from 80 % on and full at its end; what is unknown is neither", () => {
  expect([levelOf(7, 10), levelOf(8, 10), levelOf(10, 10), levelOf(11, 10), levelOf(null, 10)]).toEqual([
    "fine",
    "near",
    "full",
    "full",
    null,
  ]);
});
