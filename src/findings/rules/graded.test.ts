import { expect, test } from "bun:test";
import type { Discovered } from "../../inventory/index.ts";
import { judge } from "../judge.ts";
import type { Severity } from "../rule.ts";
import { RULES } from "./index.ts";
import { CONTEXT, discovered } from "./testing.ts";

const verdict = (id: string, config: Discovered["config"]) => {
  const rule = RULES.find((each) => each.id === id);
  if (!rule) throw new Error(`No rule ${id}`);
  return judge(rule, discovered(rule.resourceType, config), CONTEXT);
};

test("a public flag that AWS left out is off, which is the API's default for it", () => {
  expect(verdict("RDS-002", {}).status).toBe("PASS");
});

test.each<[string, Discovered["config"], Severity | null]>([
  ["EC2-001", { Encrypted: false, Attachments: [{ InstanceId: "i-1" }] }, null],
  ["EC2-001", { Encrypted: false, Attachments: [] }, "medium"],
  ["RDS-002", { PubliclyAccessible: true }, "high"],
])("%s %j is graded %p", (id, config, severity) => expect(verdict(id, config).severity ?? null).toBe(severity));
