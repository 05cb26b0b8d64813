import {
  evaluate,
  PREDICATE_TEXT_MAX,
  type Predicate,
  type PredicateProblem,
  readPredicate,
} from "../base/predicate.ts";
import type { Discovered } from "../inventory/index.ts";
import { fail, pass, type Severity, unknown, type Verdict } from "./rule.ts";

/** A rule that an organisation has written: a condition that every resource of a type must meet. */
export type CustomRule = {
  /** "custom:" and the row's id. */
  id: string;
  title: string;
  severity: Severity;
  resourceType: string;
  remedy: string;
  condition: Predicate;
};

export const CONDITION_TEXT_MAX = Math.min(PREDICATE_TEXT_MAX, 10_000);
const CUSTOM = "custom:";
export const customId = (id: string) => `${CUSTOM}${id}`;

/** Where a condition's paths may begin: anything else is a typing error, and would be absent everywhere. */
const ROOTS = ["config", "tags", "metrics", "facts"];
const FACTS = ["name", "type", "region", "status", "arn", "encrypted", "public", "hasBackup", "monthlyCost"] as const;

export type ReadCondition = { condition: Predicate; problems: [] } | { condition: null; problems: PredicateProblem[] };

export function readCondition(text: string): ReadCondition {
  const { predicate, problems } = readPredicate(text, (path) => (isKnown(path) ? null : notKnown(path)));
  return predicate ? { condition: predicate, problems: [] } : { condition: null, problems };
}

const notKnown = (path: string) =>
  `${path} is not known. Begin with config., tags., metrics. or one of ${FACTS.map((fact) => `facts.${fact}`).join(", ")}.`;
const isKnown = (path: string) => {
  const [root = "", next = ""] = path.split(".");
  return ROOTS.includes(root) && next !== "" && (root !== "facts" || FACTS.some((fact) => fact === next));
};

/** PASS when the condition holds, FAIL when it does not, UNKNOWN when that depends on what was not read. */
export function judgeCustom({ condition }: Pick<CustomRule, "condition">, resource: Discovered): Verdict {
  const { holds, because } = evaluate(condition, dataOf(resource), unreadOf(resource));
  const message = `${because.join("; ") || "Nothing to compare"}.`;
  if (holds === null) return unknown(message);
  return holds ? pass(message) : fail(message);
}

const factsOf = (resource: Discovered) => ({
  name: resource.name,
  type: resource.type,
  region: resource.region,
  status: resource.status,
  arn: resource.arn,
  encrypted: resource.encrypted,
  public: resource.public,
  hasBackup: resource.hasBackup,
  monthlyCost: resource.estimatedMonthlyCost ? Number(resource.estimatedMonthlyCost.amount) : null,
});

const dataOf = (resource: Discovered) => ({
  config: resource.config,
  tags: resource.tags ?? {},
  metrics: resource.metrics,
  facts: factsOf(resource),
});

/** A fact that is null was not read, or makes no sense for the type: either way nothing is known. */
function unreadOf(resource: Discovered): Record<string, string> {
  const unread: Record<string, string> = {};
  for (const [field, reason] of Object.entries(resource.unread))
    unread[field === "tags" || field === "metrics" ? field : `config.${field}`] = reason;
  if (resource.tags === null) unread.tags ??= "the tags were not read";
  for (const [fact, value] of Object.entries(factsOf(resource)))
    if (value === null) unread[`facts.${fact}`] = "not known";
  for (const [metric, value] of Object.entries(resource.metrics))
    if (value === null) unread[`metrics.${metric}`] = "no datapoints";
  return unread;
}
