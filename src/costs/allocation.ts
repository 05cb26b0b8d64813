import type { Owner, RuleMatch, RuleTarget } from "../../db/schema/cost-allocation.ts";

/** How a line found its owner; "" = it has none. */
export type Via = "entity" | "tag" | "stack" | "rule" | "split" | "";
export type Share = { owner: Owner; via: Via; weight: bigint };

export type Rule = {
  ruleId: string;
  position: number;
  effectiveFrom: string;
  match: RuleMatch;
  target: RuleTarget | null;
};
export type Attributes = {
  day: string;
  subAccountId: string;
  accountName: string | null;
  service: string;
  region: string;
  resourceId: string;
  tags: Readonly<Record<string, string>>;
};
export type Knowledge = {
  /** Who owns a resource in the catalogue, by ARN, and by what follows its last "/" or ":". */
  owners: ReadonlyMap<string, Pick<Owner, "team" | "component">>;
  /** Tag keys that name a team, the first that is there counts. */
  teamKeys: readonly string[];
  rules: readonly Rule[];
  /** What each team's lines of the same day cost before splits, for proportional ones; units. */
  direct: ReadonlyMap<string, bigint>;
};

export const STACK_TAG = "aws:cloudformation:stack-name";
const ENVIRONMENT_KEYS = ["Environment", "environment", "Env", "env", "Stage", "stage"];
const COMPONENT_KEYS = ["Service", "service", "Component", "component", "Application", "application"];
const NOBODY: Owner = { team: "", component: "", environment: "" };

/**
 * Who a line belongs to: what the catalogue says of its resource, then its tags, then a rule for its stack, then the
 * rules by name in their order, which may split it. Weights are relative; never none.
 */
export function sharesOf(line: Attributes, { owners, teamKeys, rules, direct }: Knowledge): Share[] {
  const environment = environmentOf(line);
  const component = firstOf(line.tags, COMPONENT_KEYS);
  const one = (owner: Partial<Owner>, via: Via): Share[] => [
    { owner: { ...NOBODY, component, environment, ...owner }, via, weight: 1n },
  ];
  const entity = line.resourceId ? (owners.get(line.resourceId) ?? owners.get(shortId(line.resourceId))) : undefined;
  if (entity?.team) return one({ team: entity.team, component: entity.component || component }, "entity");
  const team = firstOf(line.tags, teamKeys);
  if (team) return one({ team: teamName(team) }, "tag");
  for (const { match, target } of rulesOn(rules, line.day)) {
    if (!target || !matches(match, line)) continue;
    if (target.kind === "owner") return one(named(target.owner), match.tag?.key === STACK_TAG ? "stack" : "rule");
    return target.parts.map(({ owner, weight }, at) => ({
      owner: { ...NOBODY, component, environment, ...named(owner) },
      via: "split",
      weight: weightOf(target, weight, direct.get(teamName(owner.team)) ?? 0n, at),
    }));
  }
  return one({}, "");
}

function weightOf(target: Extract<RuleTarget, { kind: "split" }>, weight: string, direct: bigint, _at: number): bigint {
  if (target.method === "even") return 1n;
  if (target.method === "proportional") return direct > 0n ? direct : 0n;
  return BigInt(Math.round(Number(weight) * 1e6));
}

const named = (owner: Owner): Partial<Owner> =>
  Object.fromEntries(Object.entries({ ...owner, team: teamName(owner.team) }).filter(([, value]) => value !== ""));

/** "group:default/payments" and "payments" are one team. */
export const teamName = (ref: string) =>
  ref
    .trim()
    .replace(/^group:(default\/)?/i, "")
    .toLowerCase();
export const shortId = (arn: string) => arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);

/** The versions that count on a day, in their order. */
export function rulesOn(rules: readonly Rule[], day: string): Rule[] {
  const versions = new Map<string, Rule>();
  for (const rule of rules) {
    const known = versions.get(rule.ruleId);
    if (rule.effectiveFrom <= day && (!known || known.effectiveFrom < rule.effectiveFrom))
      versions.set(rule.ruleId, rule);
  }
  return [...versions.values()].sort((a, b) => a.position - b.position || (a.ruleId < b.ruleId ? -1 : 1));
}

function matches({ account, service, region, resource, tag }: RuleMatch, line: Attributes): boolean {
  return (
    (!account || isLike(account, line.subAccountId) || isLike(account, line.accountName ?? "")) &&
    (!service || isLike(service, line.service)) &&
    (!region || isLike(region, line.region)) &&
    (!resource || isLike(resource, line.resourceId)) &&
    (!tag || isLike(tag.value, line.tags[tag.key] ?? ""))
  );
}

/** "*" stands for any text; linear in both, whatever the pattern. */
export function isLike(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const whole = text.toLowerCase();
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return whole === first;
  if (!whole.startsWith(first) || whole.length < first.length + last.length || !whole.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = whole.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= whole.length - last.length;
}

function environmentOf({ tags, accountName }: Attributes): string {
  const tagged = firstOf(tags, ENVIRONMENT_KEYS).toLowerCase();
  if (tagged) return tagged;
  const [, word] =
    /(?:^|[-_ ])(prod(?:uction)?|staging|stage|dev(?:elopment)?|test|sandbox)(?:$|[-_ ])/i.exec(accountName ?? "") ??
    [];
  return word?.toLowerCase() ?? "";
}
const firstOf = (tags: Readonly<Record<string, string>>, keys: readonly string[]) =>
  keys.map((key) => tags[key]?.trim()).find((value) => value) ?? "";

/**
 * An amount by weights, to the last unit: each share is rounded towards zero, and what is left goes to the largest
 * remainders, the first of equals first. Without any weight, evenly. Σ parts = amount, also below zero.
 */
export function distribute(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + (weight > 0n ? weight : 0n), 0n);
  const counted = total > 0n ? weights.map((weight) => (weight > 0n ? weight : 0n)) : weights.map(() => 1n);
  const whole = total > 0n ? total : BigInt(weights.length);
  const sign = amount < 0n ? -1n : 1n;
  const size = sign * amount;
  const parts = counted.map((weight) => (size * weight) / whole);
  let left = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = counted
    .map((weight, at) => ({ at, remainder: (size * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (const { at } of byRemainder) {
    if (left === 0n) break;
    parts[at] = (parts[at] ?? 0n) + 1n;
    left--;
  }
  return parts.map((part) => sign * part);
}
