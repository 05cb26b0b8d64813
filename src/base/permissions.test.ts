import { expect, test } from "bun:test";
import { permissionsOf } from "./permissions.ts";
import { anyone, member, org, router, signedIn } from "./trpc.ts";

const readable = org("viewer")
  .meta({ title: "List things" })
  .query(() => 1);

test("each procedure says what it needs, and what a key needs", () => {
  const built = router({
    things: router({
      list: readable,
      make: member("maintainer")
        .meta({ title: "Make a thing" })
        .mutation(() => 1),
      change: org("owner")
        .meta({ title: "Change a thing" })
        .mutation(() => 1),
    }),
    door: router({
      open: anyone.meta({ title: "Open the door" }).query(() => 1),
      close: signedIn.meta({ title: "Close the door" }).mutation(() => 1),
    }),
  });
  expect(permissionsOf(built).map(({ path, needs, scope, isChange }) => [path, needs, scope, isChange])).toEqual([
    ["door.close", "signed-in", null, true],
    ["door.open", "anyone", null, false],
    ["things.change", "owner", "things:write", true],
    ["things.list", "viewer", "things:read", false],
    ["things.make", "maintainer", null, true],
  ]);
});

test("one that does not say what it does has no place in the product", () => {
  expect(() => permissionsOf(router({ silent: org("viewer").query(() => 1) }))).toThrow("silent does not say");
});
