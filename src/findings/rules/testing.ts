import type { Discovered, Json } from "../../inventory/resource-type.ts";
import type { JudgeContext } from "../judge.ts";

/** What the examples of every rule are judged in; the day is named in rule.ts. */
export const CONTEXT: JudgeContext = {
  accountId: "123456789012",
  settings: { requiredTags: ["Environment", "Owner", "CostCenter"] },
  now: new Date("2026-11-20T12:00:00Z"),
};

export const discovered = (type: string, config: Record<string, Json>): Discovered => ({
  type,
  nativeId: "example",
  arn: "arn:aws:test:us-east-1:123456789012:example",
  name: "example",
  region: "us-east-1",
  tags: {},
  config,
  metrics: {},
  unread: {},
  status: null,
  encrypted: null,
  public: null,
  hasBackup: null,
  estimatedMonthlyCost: null,
  relations: [],
});
