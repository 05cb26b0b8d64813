import * as z from "zod";
import type { Discovered } from "../inventory/index.ts";
import { UNTAGGED } from "../inventory/resource-type.ts";
import { type AnyRule, notApplicable, type RuleSettings, unknown, type Verdict } from "./rule.ts";
import { RULES } from "./rules/index.ts";

/** What a judgement depends on besides the rule and the resource. */
export type JudgeContext = {
  accountId: string;
  settings: RuleSettings;
  now: Date;
  /** A rule that throws is a defect of ours: it is told here, and the verdict is UNKNOWN. */
  onDefect?: (rule: AnyRule, resource: Discovered, error: unknown) => void;
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
    return rule.evaluate(config.data, {
      now: context.now,
      accountId: context.accountId,
      region: resource.region,
      tags: resource.tags,
      metrics: resource.metrics,
      settings: context.settings,
    });
  } catch (error) {
    context.onDefect?.(rule, resource, error);
    return unknown("This could not be judged: the rule failed. The failure was reported.");
  }
}

/** Every rule that speaks about the resource, each with its one verdict. */
export const judgeAll = (resource: Discovered, context: JudgeContext) =>
  rulesFor(resource.type).map((rule) => ({ rule, verdict: judge(rule, resource, context) }));

const UNIVERSAL = RULES.filter((rule) => rule.resourceType === "*");
const BY_TYPE = new Map(
  Array.from(new Set(RULES.map((rule) => rule.resourceType)), (type) => [
    type,
    [...RULES.filter((rule) => rule.resourceType === type && type !== "*"), ...(UNTAGGED.has(type) ? [] : UNIVERSAL)],
  ]),
);

export const rulesFor = (type: string): readonly AnyRule[] =>
  BY_TYPE.get(type) ?? (UNTAGGED.has(type) ? [] : UNIVERSAL);

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
