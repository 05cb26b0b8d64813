import { expect, test } from "bun:test";
import { type Role, whyNot } from "./organization.ts";

const organization = (role: Role, isSample = false) => ({
  slug: "acme",
  name: "Acme",
  role,
  isSample,
  deleteAt: null,
});

test("a role may do what it and lower roles may", () => {
  const roles: Role[] = ["viewer", "developer", "maintainer", "owner"];
  for (const [rank, role] of roles.entries()) {
    for (const [needed, neededRole] of roles.entries()) {
      expect(whyNot(organization(role), neededRole) === null).toBe(rank >= needed);
    }
  }
});

test("nobody changes the sample organisation, and the reason says what to do instead", () => {
  expect(whyNot(organization("owner", true), "viewer")).toContain("Sign up");
});
