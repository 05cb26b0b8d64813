import { expect, test } from "bun:test";
import { PLAN_NAMES } from "../../db/schema/organizations.ts";
import { PLANS } from "../base/plans.ts";
import { toUsage } from "./usage.ts";

const counted = { members: 0, invited: 0, awsAccounts: 0, events: 0 };

test("people are warned from 80 % on, with open invitations counted as members", () => {
  const membersOf = (members: number, invited: number) =>
    toUsage("free", { ...counted, members, invited }).items.find(({ kind }) => kind === "members");
  expect(membersOf(5, 2)).toEqual({ kind: "members", used: 7, max: 10, isNear: false });
  expect(membersOf(5, 3)).toEqual({ kind: "members", used: 8, max: 10, isNear: true });
  expect(membersOf(10, 0)).toMatchObject({ used: 10, isNear: true });
});

test("what is not counted is unknown, with the reason", () => {
  const rate = toUsage("team", counted).items.find(({ kind }) => kind === "apiRequestsPerMinute");
  expect(rate).toMatchObject({ used: null, isNear: false, max: PLANS.team.apiRequestsPerMinute });
  expect(rate?.reason).toBeTruthy();
});

test("a larger plan has room for more of everything", () => {
  for (const [at, name] of PLAN_NAMES.entries()) {
    const smaller = PLAN_NAMES[at - 1];
    for (const [kind, max] of Object.entries(PLANS[name]))
      if (smaller) expect(max).toBeGreaterThan(PLANS[smaller][kind as keyof (typeof PLANS)["free"]]);
  }
});
