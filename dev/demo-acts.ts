import type { Database } from "../db/client.ts";
import { users } from "../db/schema/identity.ts";
import { memberships, type Role } from "../db/schema/organizations.ts";
import type { OrgContext } from "../src/base/context.ts";
import { readerFor } from "../src/catalog/infer/index.ts";
import { storeSuggestions } from "../src/catalog/infer/suggestions.ts";
import { createBudget, NewBudget } from "../src/costs/budgets.ts";
import { firstOfMonth } from "../src/costs/days.ts";
import { createRule, NewRule } from "../src/costs/rules.ts";
import { except, NewException } from "../src/findings/exceptions/exceptions.ts";
import { createCustomRule, NewCustomRule } from "../src/findings/rule-settings.ts";

export type Person = { id: string; name: string; role: Role };
/** Who works at Juniper Goods, by what they do; none of them can sign in. */
const PEOPLE: readonly Omit<Person, "id">[] = [
  { name: "Head of platform", role: "owner" },
  { name: "Security lead", role: "maintainer" },
  { name: "Payments lead", role: "developer" },
  { name: "Storefront lead", role: "developer" },
  { name: "Finance partner", role: "viewer" },
];
const DAY_MS = 86_400_000;
const EC2 = "Amazon Elastic Compute Cloud - Compute";

export async function hire(database: Database): Promise<Person[]> {
  const made = await database
    .identity()
    .insert(users)
    .values(PEOPLE.map(({ name }) => ({ name })))
    .returning({ id: users.id, name: users.name });
  return PEOPLE.flatMap((person) => {
    const user = made.find(({ name }) => name === person.name);
    return user ? [{ ...person, id: user.id }] : [];
  });
}

/** The organisation as that person acts in it. */
export function actingAs(context: OrgContext, people: readonly Person[], name: string): OrgContext {
  const person = people.find((each) => each.name === name);
  if (!person) throw new Error(`nobody is called ${name}`);
  return { ...context, actor: { kind: "user", id: person.id, name } };
}

/** What people have decided before the first read: the jobs find it and act by it. */
export async function decide(context: OrgContext, people: readonly Person[]) {
  const { organization, tx, now } = context;
  const { organizationId } = organization;
  await tx.insert(memberships).values(people.map(({ id: userId, role }) => ({ organizationId, userId, role })));
  const platform = actingAs(context, people, "Head of platform");
  const security = actingAs(context, people, "Security lead");
  for (const budget of BUDGETS) await createBudget(platform, NewBudget.parse(budget));
  const effectiveFrom = firstOfMonth(now.toISOString().slice(0, 10), -3);
  for (const rule of COST_RULES) await createRule(platform, NewRule.parse({ ...rule, effectiveFrom }));
  for (const rule of RULES) await createCustomRule(security, NewCustomRule.parse(rule));
  const approverId = security.actor.id ?? "";
  for (const { days, ...scope } of EXCEPTIONS)
    await except(
      security,
      NewException.parse({ ...scope, approverId, endsAt: new Date(now.getTime() + days * DAY_MS).toISOString() }),
    );
  for (const [file, text] of Object.entries(FILES)) {
    const found = readerFor(file, text)?.read({ file, text, project: "" }).inferred ?? [];
    await storeSuggestions(
      context,
      { source: file, repositoryId: null },
      found.map((item) => ({ ...item, ownerRef: null })),
    );
  }
}

/** The bill of a month is some $11,700: the first is near, the second will be passed, the others have room. */
const BUDGETS = [
  { name: "All of AWS", amount: "12000", scope: "organization" },
  { name: "Compute", amount: "2600", scope: "service", scopeKey: EC2 },
  { name: "Databases", amount: "4800", scope: "service", scopeKey: "Amazon Relational Database Service" },
  { name: "Payments", amount: "2900", scope: "team", scopeKey: "payments" },
];

const owner = (team: string) => ({ owner: { team }, weight: "1" });
const COST_RULES = [
  {
    name: "Savings Plans, by what each team runs",
    position: 10,
    match: { service: "Savings Plans*" },
    target: {
      kind: "split",
      method: "proportional",
      parts: ["payments", "storefront", "discovery", "data", "fulfilment", "growth"].map(owner),
    },
  },
  {
    name: "Support, tax and keys are the platform's",
    position: 20,
    match: { service: "AWS *" },
    target: { kind: "owner", owner: { team: "platform" } },
  },
];

const RULES = [
  {
    title: "Production databases have deletion protection",
    severity: "medium",
    resourceType: "AWS::RDS::DBInstance",
    condition: '{"$any": [{"$not": {"tags.Environment": "production"}}, {"config.DeletionProtection": true}]}',
    remedy: "Switch deletion protection on: one wrong command must not end a shop.",
  },
];

const EXCEPTIONS = [
  {
    ruleId: "S3-003",
    arnPattern: "arn:aws:s3:::juniper-web-assets",
    reason: "Pictures and scripts of the shop are public by design; nothing else is put there.",
    days: 88,
  },
  {
    ruleId: "RDS-013",
    arnPattern: "arn:aws:rds:eu-west-1:*:db:erp-production",
    reason: "The old books speak no TLS. They move to the new ERP in spring and are then switched off.",
    days: 121,
  },
  {
    ruleId: "EC2-006",
    tagKey: "Service",
    tagValue: "data-lake",
    reason: "The cluster's image reads version 1 until its upgrade, which is planned for next month.",
    days: 34,
  },
  {
    ruleId: "S3-008",
    arnPattern: "arn:aws:s3:::juniper-*-development",
    reason: "What lies in sandboxes can be made again; versions of it would only cost.",
    days: 364,
  },
];

/** Files of repositories that tell of services which nobody has put into the catalogue. */
const FILES: Record<string, string> = {
  "returns/docker-compose.yaml": `services:
  returns-api:
    build: .
    depends_on: [returns-db, label-printer]
    labels: { owner: fulfilment }
  label-printer:
    image: juniper/label-printer:3
  returns-db:
    image: postgres:16
`,
  "loyalty/openapi.yaml": `openapi: 3.0.3
info: { title: Loyalty points, version: 1.2.0, description: What shoppers have collected. }
paths:
  /accounts/{id}/points:
    get: { summary: Show the points of an account, responses: { "200": { description: Points } } }
`,
};
