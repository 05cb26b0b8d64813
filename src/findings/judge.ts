import * as z from "zod";
import type { Discovered } from "../inventory/index.ts";
import { UNTAGGED } from "../inventory/resource-type.ts";
import { type CustomRule, judgeCustom } from "./custom.ts";
import { type AnyRule, notApplicable, type RuleContext, type RuleSettings, unknown, type Verdict } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import { priced } from "./rules/savings/saving.ts";

/** What a judgement depends on besides the rule and the resource. */
export type JudgeContext = {
  accountId: string;
  settings: RuleSettings;
  now: Date;
  /** What a month of a resource was billed, by ARN or native id, where a bill names resources. */
  billed?: ReadonlyMap<string, string>;
  /** A rule that throws is a defect of ours: it is told here, and the verdict is UNKNOWN. */
  onDefect?: (rule: AnyRule, resource: Discovered, error: unknown) => void;
  /** The rule that is being asked looks at the clock. */
  onClock?: () => void;
};

/** Exactly one verdict. Data that was not read gives UNKNOWN with the reason, before the rule is asked at all. */
export function judge(rule: AnyRule, resource: Discovered, context: JudgeContext): Verdict {
  // What ought to exist and does not is told by the rules that ask for it; the others have nothing to judge.
  if (resource.config.Absent === true && !fields(rule).includes("Absent")) return notApplicable("There is none here.");
  const missing = unreadInput(rule, resource);
  if (missing) return unknown(missing);
  const config = rule.config.safeParse(resource.config);
  if (!config.success) return unknown(unexpected(config.error));
  try {
    const verdict = rule.evaluate(config.data, ruleContext(resource, context));
    const list = resource.estimatedMonthlyCost?.amount ?? null;
    return priced(verdict, { billed: billedMonthly(resource, context), list });
  } catch (error) {
    context.onDefect?.(rule, resource, error);
    return unknown("This could not be judged: the rule failed. The failure was reported.");
  }
}

/** The clock is a getter, so that it is seen which rules look at it: the others say tomorrow what they say today. */
function ruleContext(resource: Discovered, context: JudgeContext): RuleContext {
  const { region, type, tags, metrics } = resource;
  return {
    accountId: context.accountId,
    region,
    type,
    tags,
    metrics,
    settings: context.settings,
    get now() {
      context.onClock?.();
      return context.now;
    },
    get billed() {
      const amount = billedMonthly(resource, context);
      return amount === null ? null : { amount, basis: "effective" as const, pricedAt: dayOf(this.now) };
    },
  };
}
const dayOf = (now: Date) => now.toISOString().slice(0, 10);

/** What a month of the resource was billed; null = no bill names it. */
export const billedMonthly = ({ arn, nativeId }: Discovered, { billed }: JudgeContext): string | null =>
  billed?.get(arn) ?? billed?.get(nativeId) ?? null;

/** What a month of the resource costs: as billed, or at list price; null = neither is known. */
export const costMonthly = (resource: Discovered, context: JudgeContext): string | null =>
  billedMonthly(resource, context) ?? resource.estimatedMonthlyCost?.amount ?? null;

/** What the organisation has decided: which rules are off, and which it has written. */
export type Chosen = { off: ReadonlySet<string>; custom: readonly CustomRule[] };
const EVERYTHING: Chosen = { off: new Set(), custom: [] };

/** A verdict, and whether the clock had a part in it. */
export type Judged = { rule: JudgedRule; verdict: Verdict; isTimed: boolean };

/** Every rule that speaks about the resource and is on, each with its one verdict. */
export function judgeAll(resource: Discovered, context: JudgeContext, { off, custom }: Chosen = EVERYTHING): Judged[] {
  const judged: Judged[] = [];
  let isTimed = false;
  const watched: JudgeContext = {
    ...context,
    onClock: () => {
      isTimed = true;
    },
  };
  for (const rule of rulesFor(resource.type)) {
    if (off.has(rule.id)) continue;
    isTimed = false;
    const verdict = judge(rule, resource, watched);
    judged.push({ rule, verdict, isTimed });
  }
  // What ought to exist and does not has no configuration that a condition could speak about.
  if (resource.config.Absent === true) return judged;
  for (const rule of custom)
    if (!off.has(rule.id) && (rule.resourceType === "*" || rule.resourceType === resource.type))
      judged.push({
        rule: { ...rule, pack: "compliance", category: "custom" },
        verdict: judgeCustom(rule, resource),
        isTimed: false,
      });
  return judged;
}

/** What the store needs of a rule, whoever wrote it. */
export type JudgedRule = Pick<AnyRule, "id" | "pack" | "severity" | "category">;

const UNIVERSAL = RULES.filter((rule) => rule.resourceType === "*");
const BY_TYPE = new Map(
  Array.from(new Set(RULES.map((rule) => rule.resourceType)), (type) => [
    type,
    [...RULES.filter((rule) => rule.resourceType === type && type !== "*"), ...(UNTAGGED.has(type) ? [] : UNIVERSAL)],
  ]),
);

export const rulesFor = (type: string): readonly AnyRule[] =>
  BY_TYPE.get(type) ?? (UNTAGGED.has(type) ? [] : UNIVERSAL);

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));
export const ruleById = (id: string): AnyRule | undefined => BY_ID.get(id);

function unreadInput(rule: AnyRule, resource: Discovered): string | null {
  for (const field of fields(rule)) {
    const reason = resource.unread[field];
    if (reason !== undefined) return `${field} was not read: ${reason}`;
  }
  for (const need of rule.needs ?? []) {
    const reason = resource.unread[need];
    if (reason !== undefined) return `The ${need} were not read: ${reason}`;
  }
  if (rule.needs?.includes("tags") && resource.tags === null) return "The tags were not read.";
  return null;
}

/** The top-level fields of the configuration that the rule reads. */
export const fields = (rule: AnyRule): readonly string[] => FIELDS.get(rule.config) ?? fieldsOf(rule.config);
const fieldsOf = (config: z.ZodType) => (config instanceof z.ZodObject ? Object.keys(config.shape) : []);
const FIELDS = new Map<z.ZodType, readonly string[]>(RULES.map(({ config }) => [config, fieldsOf(config)]));

function unexpected(error: z.ZodError): string {
  const [issue] = error.issues;
  return `AWS's answer has an unexpected shape at ${issue?.path.join(".") || "the top"}: ${issue?.message ?? "unreadable"}.`;
}
