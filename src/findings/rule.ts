import type * as z from "zod";
import type { Money } from "../base/money.ts";
import type { Price } from "../inventory/prices.ts";

export type Severity = "critical" | "high" | "medium" | "low";
/** UNKNOWN: the data was not read. NOT_APPLICABLE: read, and the rule says nothing about it. MANUAL: a person must look. */
export type Status = "PASS" | "FAIL" | "NOT_APPLICABLE" | "UNKNOWN" | "MANUAL";

/** What a month without the finding saves; `basis` says where the figure comes from, `pricedAt` how old the price is. */
export type Saving = {
  /** What is certain; a range begins here. */
  monthly: Money;
  /** A range ends here: what data that AWS does not tell would decide. */
  upTo?: Money;
  basis: Price["basis"];
  pricedAt: string;
  formula: string;
  /** At list price, where `monthly` is at what was billed. */
  list?: Money;
  /** It comes off other bills than the list price of this resource: a surcharge, or things attached to it. */
  beside?: "surcharge" | "attached";
};

export type Verdict = {
  status: Status;
  /** One sentence for people, with the values that decided. */
  message: string;
  /** Overrides the rule's severity for this resource. */
  severity?: Severity;
  saving?: Saving;
  /** Id of the rule that fails for the same reason, on this resource or on its account: mending that mends this. */
  cause?: string;
  evidence?: Record<string, unknown>;
};

/** What an organisation can set; rules read it, never globals. */
export type RuleSettings = { requiredTags: readonly string[]; tagRules?: readonly TagRule[] };

/** A tag that resources of these types (none named: of all) must have, with one of these values (none named: with any). */
export type TagRule = { key: string; values: readonly string[]; types: readonly string[] };

export type RuleContext = {
  now: Date;
  accountId: string;
  region: string;
  /** CloudFormation name of the resource's type. */
  type: string;
  /** null: not read. */
  tags: Record<string, string> | null;
  metrics: Record<string, number | null>;
  /** A month of this resource as it was billed, commitments and discounts included; null = no bill names it. */
  billed: Price | null;
  settings: RuleSettings;
};

export type Rule<Config = never> = {
  /** Id of the rule catalogue, e.g. "EC2-006"; savings use their kebab name, e.g. "ebs-gp2-gp3". */
  id: string;
  pack: "compliance" | "savings";
  title: string;
  category: string;
  severity: Severity;
  /** CloudFormation name, or "*" for every taggable resource. */
  resourceType: string;
  /** What to do about a FAIL. */
  remedy: string;
  /** Command that mends it; `<id>` is replaced by the resource's native id. */
  cli?: string;
  /** Framework version → related requirement ids. "Related to", never proof of compliance. */
  requirements: Record<string, readonly string[]>;
  /** Other verdicts name it as their cause: on the same resource, or on any of its account. */
  isCauseOn?: "resource" | "account";
  /** Inputs besides config that the rule cannot do without; unread ones give UNKNOWN. */
  needs?: readonly ("tags" | "metrics")[];
  /** The part of the resource's configuration that the rule reads. */
  config: z.ZodType<Config>;
  /** Pure: same input, same verdict. Never called with data that was not read. */
  evaluate(config: Config, context: RuleContext): Verdict;
  examples: {
    pass: readonly Example<Config>[];
    fail: readonly Example<Config>[];
    notApplicable?: readonly Example<Config>[];
    unknown?: readonly Example<Config>[];
    manual?: readonly Example<Config>[];
  };
};
/**
 * A configuration, and what differs from the default context (no tags, no metrics, us-east-1, 2026-11-20T12:00:00Z).
 * A saving's arithmetic is written out: "500 × 0.1 − 500 × 0.08 = 10", a range "0 to 100 × 0.05 = 5".
 */
export type Example<Config> = Config | { config: Config; context?: Partial<RuleContext>; saves?: string };

/** Erases the type of the configuration: whoever runs a rule passes what the rule's own schema has parsed. */
export type AnyRule = Rule<unknown>;
export const rule = <Config>(definition: Rule<Config>): AnyRule => definition as unknown as AnyRule;

export const pass = (message: string, more: Partial<Verdict> = {}): Verdict => ({ status: "PASS", message, ...more });
export const fail = (message: string, more: Partial<Verdict> = {}): Verdict => ({ status: "FAIL", message, ...more });
export const notApplicable = (message: string): Verdict => ({ status: "NOT_APPLICABLE", message });
export const unknown = (message: string): Verdict => ({ status: "UNKNOWN", message });
