import { expect, test } from "bun:test";
import { ownerOfTags, toOwnerRef } from "./owner.ts";

test.each([
  ["Checkout", "group:default/checkout"],
  ["group:checkout", "group:default/checkout"],
  ["group:shop/checkout", "group:shop/checkout"],
  ["user:ada", "user:default/ada"],
  [" shop/checkout ", "group:shop/checkout"],
  ["ada@example.com", "ada@example.com"],
  ["The team of Ada", "the team of ada"],
])("%s is %s", (value, ref) => expect(toOwnerRef(value)).toBe(ref));

test.each([
  [
    { Owner: "a", Team: "b" },
    { ref: "group:default/a", tag: "Owner" },
  ],
  [
    { team: "b", owner: " " },
    { ref: "group:default/b", tag: "team" },
  ],
  [
    { Owner: "a", OWNER: "A" },
    { ref: "group:default/a", tag: "Owner" },
  ],
  [{ Owner: "a", owner: "b" }, null],
  [{ Name: "x" }, null],
])("%j says %j", (tags, owner) => expect(ownerOfTags(tags)).toEqual(owner));
test("tags that were not read say nothing", () => expect(ownerOfTags(null)).toBeNull());
