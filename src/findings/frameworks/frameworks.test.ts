import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { problemsOf } from "../../../tests/ocsf.ts";
import { RULES } from "../rules/index.ts";
import { FRAMEWORKS, type Framework, relatedTo, requirementLabel, requirementsOf, sectionOf } from "./frameworks.ts";
import { toOcsf } from "./ocsf.ts";
import { judgeFramework, noVerdicts, requirementStatus, scoreOf } from "./score.ts";

const framework = (id: string): Framework => {
  const found = FRAMEWORKS.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};

test("every framework that a rule relates to is known, and every known one has rules", () => {
  const related = new Set(RULES.flatMap((rule) => Object.keys(rule.requirements)));
  expect([...related].sort()).toEqual(FRAMEWORKS.map(({ id }) => id).sort());
});

test.each(FRAMEWORKS.map((each): [string, Framework] => [each.id, each]))(
  "%s: every requirement has its section",
  (_, each) => {
    const requirements = requirementsOf(each, RULES);
    expect(requirements.length).toBeGreaterThan(20);
    for (const { id } of requirements)
      expect({ id, section: sectionOf(each, id).id }).not.toMatchObject({ section: "" });
  },
);

test.each([
  ["nist-800-53-r5", "ac_2_3_a", "AC-2(3)(a)"],
  ["nist-800-53-r5", "sc_8", "SC-8"],
  ["aws-well-architected-security", "permissions:sec_permissions_define", "sec_permissions_define"],
  ["pci-dss-4.0", "8.3.10.1", "8.3.10.1"],
])("%s writes %s as %s", (id, requirement, label) => expect(requirementLabel(framework(id), requirement)).toBe(label));

test("requirements stand in the order of numbers, not of letters", () => {
  const ids = requirementsOf(framework("cis-aws-5.0"), RULES).map(({ id }) => id);
  expect(ids.indexOf("1.9")).toBeLessThan(ids.indexOf("1.10"));
});

test("a rule tells what it relates to by the publisher's names", () => {
  const rule = { requirements: { "cis-aws-5.0": ["1.4"], "nist-800-53-r5": ["ia_2_1"] } };
  expect(relatedTo(rule)).toEqual([
    { framework: "nist-800-53-r5", name: "NIST SP 800-53 r5", isSuperseded: false, ids: ["IA-2(1)"] },
    { framework: "cis-aws-5.0", name: "CIS AWS Foundations 5.0", isSuperseded: true, ids: ["1.4"] },
  ]);
});

describe("a requirement", () => {
  const verdicts = fc.record({
    PASS: fc.nat(3),
    FAIL: fc.nat(3),
    UNKNOWN: fc.nat(3),
    MANUAL: fc.nat(3),
    EXCEPTED: fc.nat(3),
    NOT_APPLICABLE: fc.nat(3),
  });

  test("passes only when something passes and nothing fails, is unknown or waits for a person", () =>
    fc.assert(
      fc.property(verdicts, (v) => {
        expect(requirementStatus(v) === "PASS").toBe(v.PASS > 0 && v.FAIL + v.UNKNOWN + v.MANUAL + v.EXCEPTED === 0);
        if (v.FAIL > 0) expect(requirementStatus(v)).toBe("FAIL");
      }),
    ));

  test("without a resource is nothing, neither passed nor failed", () =>
    expect(requirementStatus({ ...noVerdicts(), NOT_APPLICABLE: 4 })).toBe("NONE"));
});

test("a score knows no unknown, and none is known of nothing", () => {
  expect(scoreOf({ PASS: 3, FAIL: 1 })).toBe(0.75);
  expect(scoreOf({ PASS: 0, FAIL: 0 })).toBeNull();
  const cis = framework("cis-aws-5.0");
  const all = judgeFramework(cis, RULES, new Map([["IAM-001", { ...noVerdicts(), UNKNOWN: 1 }]]));
  expect(all).toMatchObject({ score: null, counts: { PASS: 0, FAIL: 0 } });
});

describe("an OCSF event", () => {
  const at = new Date("2026-11-20T12:00:00Z");
  const row = {
    id: "0199a5b0-0000-7000-8000-000000000001",
    ruleId: "EC2-001",
    title: "EBS volume must be encrypted at rest",
    remedy: "Encrypt it.",
    requirements: ["2.2.1"],
    status: "FAIL" as const,
    state: "open" as const,
    severity: "high" as const,
    message: "Not encrypted.",
    evidence: { encrypted: false },
    openedAt: at,
    resolvedAt: null,
    changedAt: at,
    acceptedUntil: null,
    acceptedBecause: null,
    resource: { name: "data", type: "AWS::EC2::Volume", region: "eu-west-1", arn: "arn:aws:ec2:eu-west-1:1:volume/v" },
    account: { name: "Production", number: "123456789012", partition: "aws" },
  };
  const context = { framework: "CIS AWS Foundations 5.0", now: at };

  test("is what the schema says, whatever is not known", () => {
    const bare = { ...row, remedy: null, openedAt: null, account: { ...row.account, number: null } };
    expect([row, bare].flatMap((each) => problemsOf(toOcsf(each, context)))).toEqual([]);
    const event = toOcsf(row, context);
    expect(event).toMatchObject({ class_uid: 2003, category_uid: 2, type_uid: 200302, severity_id: 4, status_id: 1 });
  });

  test.each([
    [{ time: 1_700_000_000 }],
    [{ severity_id: 7 }],
    [{ compliance: { standards: [] } }],
    [{ type_uid: 200301 }],
    [{ finding_info: { uid: "x" } }],
    [{ colour: "red" }],
    [{ cloud: undefined }],
    [{ resources: [{ uid: null }] }],
  ])("with %j would be told as wrong", (change) =>
    expect(problemsOf({ ...toOcsf(row, context), ...change })).not.toEqual([]),
  );

  test("of an accepted risk is suppressed, and says until when and why", () => {
    const event = toOcsf({ ...row, acceptedUntil: at, acceptedBecause: "A honeypot." }, context);
    expect(event).toMatchObject({
      status_id: 3,
      status: "Suppressed",
      comment: "Accepted until 2026-11-20: A honeypot.",
    });
    expect(event.compliance.status_id).toBe(3);
  });

  test.each([
    ["FAIL", "open", { id: 3, status: 1, activity: 2, severity: 4 }],
    ["PASS", "resolved", { id: 1, status: 4, activity: 3, severity: 1 }],
    ["PASS", "none", { id: 1, status: 4, activity: 1, severity: 1 }],
    ["UNKNOWN", "open", { id: 2, status: 1, activity: 2, severity: 4 }],
    ["MANUAL", "none", { id: 99, status: 4, activity: 1, severity: 1 }],
  ] as const)("%s, %s", (status, state, expected) => {
    const event = toOcsf({ ...row, status, state }, context);
    expect({
      id: event.compliance.status_id,
      status: event.status_id,
      activity: event.activity_id,
      severity: event.severity_id,
    }).toEqual(expected);
  });
});
