import { expect, test } from "bun:test";
import { highest } from "./service-role.ts";

test("the higher of the roles wins, and nobody loses what the organisation gave", () => {
  expect(highest("viewer", [])).toBe("viewer");
  expect(highest("viewer", ["developer", "maintainer", "developer"])).toBe("maintainer");
  expect(highest("owner", ["developer"])).toBe("owner");
});
