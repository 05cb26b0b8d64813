import { delivery } from "../fakes/github.ts";
import type { World } from "../world.ts";
import { tenantTables } from "./catalogue.ts";

export type Org = Awaited<ReturnType<World["org"]>>;

/** A member account that its management account has listed. */
export const addMember = (world: World, org: Org, managementId: string) =>
  world.owner.query(
    `insert into member_accounts (organization_id, management_id, aws_account_id, name, state, first_seen_at, seen_at)
     values ($1, $2, '222233334444', 'Sandbox', 'active', now(), now())`,
    [org.id, managementId],
  );

export const CUSTOM_RULE = {
  title: "Buckets say whose they are",
  severity: "low" as const,
  resourceType: "AWS::S3::Bucket",
  condition: '{"tags.Owner": {"$exists": true}}',
  remedy: "Tag the bucket.",
};

export const CATALOG_FILE = {
  name: "catalog-info.yaml",
  text: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    aws.amazon.com/arn: arn:aws:s3:::checkout
spec:
  type: service
  lifecycle: production
  owner: team-a
`,
};

export const COMPOSE_FILE = { name: "compose.yaml", text: "services:\n  basket:\n    build: ./basket\n" };

export const TEMPLATE_FILE = {
  name: "template.yaml",
  text: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: fixture }
spec:
  type: service
  parameters: { required: [name], properties: { name: { type: string } } }
  steps: [{ id: log, action: "debug:log", input: { message: "\${{ parameters.name }}" } }]
`,
};
export const SCORECARD = {
  definition:
    "title: Fixture\nappliesTo: { kind: Component }\nlevels: [One]\nrules: [{ id: a, title: A, level: One, when: { kind: Component } }]\n",
};

/** A row of this organisation in every tenant table, made by the product itself where it makes rows that stay. */
export async function fillEveryTable(world: World, org: Org) {
  // Made while there is little to export.
  await org.as("owner").organizations.data.export.mutate();
  await world.drain();
  await org.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  await org.as("owner").catalog.import.mutate(CATALOG_FILE);
  for (const name of ["a", "b"])
    await org.as("owner").catalog.locations.register.mutate({ target: `https://git.example.com/${name}.yaml` });
  // Nobody answers there; and a job that is due later would stand before those that the probes make.
  await world.owner.query("delete from jobs where organization_id = $1 and name like 'catalog.%'", [org.id]);
  await connectGitHub(world, org);
  const { id: large } = await org.as("owner").catalog.imports.create.mutate({ name: "large.yaml", parts: 2 });
  await org.as("owner").catalog.imports.addPart.mutate({ id: large, number: 0, firstLine: 1, text: CATALOG_FILE.text });
  await org.as("owner").findings.scorecards.save.mutate(SCORECARD);
  await org.as("owner").inventory.resources.views.share.mutate({ name: "Public", search: { public: "yes" } });
  await org.as("owner").catalog.import.mutate(TEMPLATE_FILE);
  await org.as("owner").catalog.templates.run.mutate({ ref: "template:default/fixture", answers: { name: "shop" } });
  const { rows: some } = await world.owner.query(
    "select user_id from memberships where organization_id = $1 and role = 'developer' limit 1",
    [org.id],
  );
  const { teams, serviceRoles } = org.as("owner").organizations;
  const team = await teams.create.mutate({ name: "fixture", title: "Fixture" });
  await teams.addMember.mutate({ ref: team.ref, userId: some[0].user_id });
  await serviceRoles.give.mutate({ service: "component:default/checkout", team: team.ref, role: "developer" });
  // Sightings live for the length of a scan only.
  await world.owner.query(
    `insert into sightings (organization_id, unit_id, scan, resource_id)
     select u.organization_id, u.id, 'fixture', r.id from discovery_units u join resources r using (organization_id) where u.organization_id = $1 limit 1`,
    [org.id],
  );
  const { rows: accounts } = await world.owner.query("select id from aws_accounts where organization_id = $1 limit 1", [
    org.id,
  ]);
  await addMember(world, org, accounts[0].id);
  // A change needs a second discovery of something else.
  await world.owner.query(
    `insert into resource_versions (organization_id, resource_id, change, at)
     select organization_id, id, 'changed', now() from resources where organization_id = $1 limit 1`,
    [org.id],
  );
  const hook = { url: "https://hooks.example.com/devcontrol", topics: ["*"] };
  const { id: hookId } = await org.as("owner").activity.webhooks.create.mutate(hook);
  await org.as("owner").activity.webhooks.create.mutate({ ...hook, topics: ["nothing.such"] });
  await org.as("owner").activity.webhooks.ping.mutate({ id: hookId });
  // The log is sealed some seconds after it was written.
  await world.owner.query(
    `insert into event_seals (organization_id, seq, event_id, xid, hash, sealed_at)
     select organization_id, 1, id, xid, 'fixture', now() from events where organization_id = $1 limit 1 on conflict do nothing`,
    [org.id],
  );
  // What AWS has changed in the past needs two days to happen.
  await world.owner.query(
    `insert into cost_restatements (organization_id, day, sub_account_id, service, currency, seen_at)
     select organization_id, '2026-01-01', sub_account_id, 'Fixture', 'USD', now() from cost_sub_accounts where organization_id = $1 limit 1`,
    [org.id],
  );
  // An import's parts and lines live until it has been read.
  await world.owner.query(
    `with made as (
       insert into cost_imports (organization_id, name, size_bytes, parts, state, created_at, created_by)
       values ($1, 'fixture.csv', 1, 1, 'uploading', now(), 'Ada') returning id),
     part as (insert into cost_import_parts (organization_id, import_id, number, data) select $1, id, 0, 'x' from made),
     line as (
       insert into cost_import_lines (organization_id, import_id, day, key, sub_account_id, service, charge_category, charge_class,
         region, resource_id, usage_type, tags, currency, unblended, amortized, net_unblended, net_amortized)
       select $1, id, '2026-01-01', gen_random_uuid(), '1', 'Fixture', 'Usage', '', '', '', '', '{}', 'USD', 1, 1, 1, 1 from made)
     insert into cost_export_months (organization_id, sub_account_id, month, import_id)
     select $1, (select sub_account_id from cost_sub_accounts where organization_id = $1 limit 1), '2020-01-01', id from made`,
    [org.id],
  );
  await world.owner.query(
    `insert into cost_export_places (organization_id, account_id, region, bucket, prefix, created_at)
     select organization_id, id, 'eu-west-1', 'bills', 'focus-' || n, now()
     from aws_accounts, generate_series(1, 3) n where organization_id = $1 and kind = 'sample'`,
    [org.id],
  );
  await org.as("owner").organizations.apiKeys.create.mutate({ name: "CI", role: "viewer", scopes: ["read"], days: 1 });
  await org.as("owner").organizations.members.invite.mutate({ role: "viewer" });
  await org.as("owner").costs.rules.create.mutate({
    name: "Sandbox",
    effectiveFrom: "2026-01-01",
    match: { account: "*sandbox*" },
    target: { kind: "owner", owner: { team: "platform" } },
  });
  // A budget that its month has crossed already, and one that stays.
  await org.as("owner").costs.budgets.create.mutate({ name: "All", amount: "1", scope: "organization" });
  await org.as("owner").costs.budgets.create.mutate({ name: "S3", amount: "900", scope: "service", scopeKey: "S3" });
  for (const name of ["Orders", "Requests", "Seats"]) {
    const { units } = org.as("owner").costs;
    const { id } = await units.create.mutate({ name, unit: "one" });
    await units.report.mutate({ id, days: [{ day: "2026-01-01", amount: "5" }] });
  }
  await exceptSomething(world, org);
  await org.as("owner").findings.switchRule.mutate({ ruleId: "S3-015", isOn: false });
  for (let more = 0; more < 3; more++) await org.as("owner").findings.customRules.create.mutate(CUSTOM_RULE);
  // Everything is judged again, and how the frameworks stand that day is kept.
  await org.as("owner").organizations.changeSettings.mutate({});
  await world.drain();
  const savings = await org.as("owner").findings.list.query({ pack: "savings", limit: 2 });
  await org.as("owner").findings.savings.plan.mutate({ ids: savings.items.map(({ id }) => id) });
  await org.as("owner").costs.planned.create.mutate({ from: "2026-01-01", to: "2026-01-02", note: "Fixture" });
  // On the first days of a month too little is known for the analysis to call a day strange.
  await world.owner.query(
    `insert into cost_anomalies (organization_id, day, service, kind, currency, actual, expected, causes, found_at)
     select $1, '2026-01-01', 'Fixture', 'rise', 'USD', 2, 1, '[]', now()`,
    [org.id],
  );
  for (const table of await tenantTables(world.owner)) {
    const { rows } = await world.owner.query(`select count(*)::int n from ${table} where organization_id = $1`, [
      org.id,
    ]);
    if (rows[0].n === 0)
      throw new Error(
        `The fixture puts no row into ${table}: add one, or the isolation suite proves nothing about it.`,
      );
  }
}

/** An organisation on GitHub with one repository, and one delivery of its webhook. */
async function connectGitHub(world: World, org: Org) {
  const connection = { login: "fixture", token: world.github.token };
  const { id, secret } = await org.as("owner").catalog.github.connect.mutate(connection);
  await world.drain();
  await world.fetch(`/webhooks/github/${id}`, delivery({ zen: "Keep it logically awesome." }, secret ?? "", "ping"));
}

async function exceptSomething(world: World, org: Org) {
  const { items } = await org.as("owner").findings.assignees.query();
  const endsAt = new Date(Date.now() + 86_400_000);
  for (const region of ["eu-west-1", "us-east-1", "us-west-2"])
    await org.as("owner").findings.exceptions.create.mutate({
      ruleId: "TAG-001",
      region,
      reason: "Tagged when they are rebuilt",
      approverId: items.find(({ name }) => name === "maintainer")?.id ?? "",
      endsAt: endsAt.toISOString(),
    });
  const { rows } = await world.owner.query(
    "select count(*)::int n from findings where organization_id = $1 and exception_id is not null",
    [org.id],
  );
  if (rows[0].n === 0) throw new Error("The exceptions of the fixture accept nothing.");
}

/** Every id of this organisation, to look for in another's answers. */
export async function idsOf(world: World, org: Org): Promise<string[]> {
  const { rows } = await world.owner.query(
    `select id from resources where organization_id = $1 union select id from findings where organization_id = $1
     union select id from jobs where organization_id = $1 union select id from aws_accounts where organization_id = $1
     union select id from cost_anomalies where organization_id = $1
     union select id from cost_imports where organization_id = $1 union select id from cost_export_places where organization_id = $1 union select rule_id from cost_rules where organization_id = $1
     union select id from finding_exceptions where organization_id = $1 union select id from custom_rules where organization_id = $1
     union select id from resource_versions where organization_id = $1 union select id from resource_views where organization_id = $1
     union select id from github_connections where organization_id = $1 union select id from github_repositories where organization_id = $1 union select id from catalog_suggestions where organization_id = $1 union select id from catalog_imports where organization_id = $1
     union select id from catalog_locations where organization_id = $1
     union select id from entities where organization_id = $1
     union select id from webhook_endpoints where organization_id = $1 union select id from webhook_deliveries where organization_id = $1
      union select id from organization_exports where organization_id = $1
      union select id from service_roles where organization_id = $1
     union select id from invitations where organization_id = $1 union select id from api_keys where organization_id = $1
     union select user_id from memberships where organization_id = $1 union select id from cost_budgets where organization_id = $1
     union select id from cost_quantities where organization_id = $1`,
    [org.id],
  );
  return [org.id, org.slug, ...rows.map(({ id }) => id)];
}
