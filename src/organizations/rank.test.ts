import { expect, test } from "bun:test";
import { ROLES } from "../../db/schema/organizations.ts";
import { mayGive, whyNotChange } from "./rank.ts";

test("nobody gives a role above their own", () => {
  expect(mayGive("maintainer", "owner")).toBe(false);
  expect(mayGive("maintainer", "maintainer")).toBe(true);
  expect(mayGive("owner", "owner")).toBe(true);
});

test("the last owner neither leaves nor steps down, whoever asks", () => {
  for (const mine of ROLES)
    for (const isSelf of [true, false])
      for (const to of [null, "viewer", "developer", "maintainer"] as const)
        expect(whyNotChange({ mine, isSelf, from: "owner", to, owners: 1 })).toBe("last-owner");
});

test("a table of changes", () => {
  const base = { isSelf: false, owners: 2 };
  expect(whyNotChange({ ...base, mine: "maintainer", from: "owner", to: "viewer" })).toBe("above-you");
  expect(whyNotChange({ ...base, mine: "maintainer", from: "developer", to: "owner" })).toBe("above-you");
  expect(whyNotChange({ ...base, mine: "maintainer", from: "developer", to: "maintainer" })).toBeNull();
  expect(whyNotChange({ ...base, mine: "maintainer", from: "developer", to: null })).toBeNull();
  expect(whyNotChange({ ...base, mine: "owner", from: "owner", to: "viewer" })).toBeNull();
  // Leaving and stepping down need nobody's leave.
  expect(whyNotChange({ ...base, isSelf: true, mine: "viewer", from: "viewer", to: null })).toBeNull();
  expect(whyNotChange({ ...base, isSelf: true, mine: "viewer", from: "viewer", to: "owner" })).toBe("above-you");
});
