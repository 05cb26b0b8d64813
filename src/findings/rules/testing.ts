import * as z from "zod";
import type { Discovered, Json } from "../../inventory/resource-type.ts";
import { type JudgeContext, judge } from "../judge.ts";
import type { AnyRule, RuleContext, Status, Verdict } from "../rule.ts";

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

const Config = z.record(z.string(), z.json());

/** An example as the engine judges it; a rule that throws throws. */
export function judgeExample(rule: AnyRule, example: unknown): Verdict {
  const { config, context } = splitExample(example);
  const base = discovered(rule.resourceType, Config.parse(JSON.parse(JSON.stringify(config))));
  const { now, accountId, settings, billed, ...differing } = context;
  return judge(
    rule,
    { ...base, ...differing },
    {
      accountId: accountId ?? CONTEXT.accountId,
      settings: settings ?? CONTEXT.settings,
      now: now ?? CONTEXT.now,
      ...(billed ? { billed: new Map([[base.arn, billed.amount]]) } : {}),
      onDefect: (_, __, error) => {
        throw error;
      },
    },
  );
}

/** What an example promises besides its status: the figure that its written arithmetic comes to. */
export function isFigureAsWritten({ saves }: Pick<Split, "saves">, { saving }: Verdict): boolean {
  if (saves === undefined) return true;
  const figure = saves.startsWith("0 to ") ? saving?.upTo?.amount : saving?.monthly.amount;
  return Number(figure).toFixed(4) === Number(saves.split("=").at(-1)).toFixed(4);
}

/** An example is a configuration, or one with what differs from the default context. */
type Split = { config: unknown; context: Partial<RuleContext>; saves?: string };
const isSplit = (example: unknown): example is Partial<Split> & { config: unknown } =>
  typeof example === "object" &&
  example !== null &&
  "config" in example &&
  ("context" in example || "saves" in example);
export const splitExample = (example: unknown): Split =>
  isSplit(example) ? { context: {}, ...example } : { config: example, context: {} };

/** Every example of a rule beside the status that it promises. */
export const examplesOf = ({ examples }: AnyRule): [Status, readonly unknown[]][] => [
  ["PASS", examples.pass],
  ["FAIL", examples.fail],
  ["NOT_APPLICABLE", examples.notApplicable ?? []],
  ["UNKNOWN", examples.unknown ?? []],
  ["MANUAL", examples.manual ?? []],
];
