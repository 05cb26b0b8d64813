import type { World } from "../world.ts";
import { COST_CASES } from "./cost-cases.ts";
import { CATALOG_FILE, COMPOSE_FILE, CUSTOM_RULE, SCORECARD } from "./fixture.ts";
import {
  byId,
  catalogImport,
  deletedAccountId,
  type Make,
  memberOf,
  onFinding,
  onManagement,
  onNewAccount,
  onNewMember,
  onResources,
  onSaving,
  orphan,
  plain,
  SERVICE,
  status,
  suggestion,
  team,
} from "./make-case.ts";

/** Outside organisations: proven in tests/flows/identity.test.ts. */
export const IDENTITY = [
  "identity.signUp",
  "identity.signIn",
  "identity.signOut",
  "identity.me",
  "identity.sessions.list",
  "identity.sessions.end",
  "identity.sessions.endOthers",
  "identity.changePassword",
  "identity.options",
  "identity.account",
  "identity.rename",
  "identity.requestReset",
  "identity.resetPassword",
  "identity.verifyEmail",
  "identity.requestVerification",
  "identity.changeEmail",
  "identity.outbox",
  "identity.secondFactor.begin",
  "identity.secondFactor.confirm",
  "identity.secondFactor.turnOff",
  "identity.secondFactor.renewCodes",
  "identity.secondFactor.signIn",
  "identity.oauth.signIn",
  "identity.oauth.link",
  "identity.oauth.unlink",
  "identity.deleteAccount",
  "organizations.create",
  "organizations.invitation",
  "organizations.acceptInvitation",
  "live.events",
];

export const CASES: Record<string, Make> = {
  ...COST_CASES,
  "organizations.data.exports": plain(),
  "organizations.data.export": async (world, org) => {
    await world.owner.query("delete from organization_exports where organization_id = $1", [org.id]);
    return {};
  },
  "organizations.data.requestDeletion": async (world, org) => {
    const { rows } = await world.owner.query("select name from organizations where id = $1", [org.id]);
    return { input: { name: rows[0].name }, restore: () => status(world, org, "active") };
  },
  "organizations.data.undoDeletion": async (world, org) => {
    await status(world, org, "deleting");
    return { restore: () => status(world, org, "active") };
  },
  "organizations.teams.list": plain(),
  "organizations.teams.get": async (world, org) => ({ input: { ref: (await team(world, org)).ref } }),
  "organizations.teams.create": async () => ({
    input: { name: `n${crypto.randomUUID().slice(0, 8)}`, title: "New team" },
  }),
  "organizations.teams.remove": async (world, org) => ({ input: { ref: (await team(world, org)).ref } }),
  "organizations.teams.addMember": async (world, org) => {
    const [{ ref }, id] = [await team(world, org), await memberOf(world, org, "viewer")];
    const withId = (userId: string) => ({ ref, userId });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "organizations.teams.removeMember": async (world, org) => {
    const { ref, userId: id } = await team(world, org);
    const withId = (userId: string) => ({ ref, userId });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "organizations.serviceRoles.list": plain(),
  "organizations.serviceRoles.give": async (world, org) => {
    const id = await memberOf(world, org, "viewer");
    const withId = (userId: string) => ({ service: SERVICE, userId, role: "developer" });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "organizations.serviceRoles.take": async (world, org) => {
    const { ref } = await team(world, org);
    const { serviceRoles } = org.as("owner").organizations;
    const { id } = await serviceRoles.give.mutate({ service: SERVICE, team: ref, role: "developer" });
    const withId = (other: string) => ({ id: other, service: SERVICE });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "organizations.current": plain(),
  "organizations.permissions": plain(),
  "organizations.rename": plain({ name: "Acme renamed" }),
  "organizations.address": plain(),
  "organizations.changeAddress": plain({ domain: "acme.example" }),
  "organizations.usage": plain(),
  "organizations.settings": plain(),
  "organizations.changeSettings": plain({ requiredTags: ["Owner"] }),
  "catalog.list": plain({ limit: 100 }),
  "catalog.get": plain({ ref: "component:default/checkout" }),
  "catalog.teams": plain(),
  "catalog.docs": plain({ ref: "component:default/documented" }),
  "catalog.blastRadius": plain({ ref: "component:default/checkout", way: "down" }),
  "catalog.templates.list": plain(),
  "catalog.templates.get": plain({ ref: "template:default/fixture" }),
  "catalog.templates.dryRun": plain({ ref: "template:default/fixture", answers: { name: "shop" } }),
  "catalog.templates.run": plain({ ref: "template:default/fixture", answers: { name: "shop" } }),
  "catalog.templates.getRun": byId("template_runs"),
  "catalog.github.list": plain(),
  "catalog.github.repositories": plain({}),
  "catalog.github.connect": plain({ login: "fixture", token: "ghp_fixture_of_the_tests" }),
  "catalog.github.read": byId("github_connections"),
  "catalog.github.rotate": byId("github_connections"),
  "catalog.github.disconnect": async (world, org) => {
    const { rows } = await world.owner.query(
      "insert into github_connections (organization_id, login, sealed_token, sealed_secret, connected_by) values ($1, $2, '{}', '{}', 'Ada') returning id",
      [org.id, `extra-${crypto.randomUUID().slice(0, 8)}`],
    );
    const withId = (id: string) => ({ id });
    return { id: rows[0].id, input: withId(rows[0].id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "catalog.suggestions.list": plain({}),
  "catalog.suggestions.read": plain(COMPOSE_FILE),
  "catalog.suggestions.accept": suggestion({ owner: "group:team-a" }),
  "catalog.suggestions.dismiss": suggestion(),
  "catalog.suggestions.propose": async (world, org) => {
    const made = await byId("github_repositories", {}, "full_name = 'fixture/shop'")(world, org);
    const withId = (repositoryId: string) => ({ repositoryId, owner: "group:team-a" });
    return { ...made, input: withId(made.id ?? ""), withId };
  },
  "catalog.imports.list": plain(),
  "catalog.imports.create": async (world, org) => {
    await world.owner.query("update catalog_imports set state = 'done' where organization_id = $1", [org.id]);
    return { input: { name: "large.yaml", parts: 2 } };
  },
  "catalog.imports.addPart": catalogImport("uploading", { number: 0, firstLine: 1, text: "a: 1" }),
  "catalog.imports.remove": catalogImport("done"),
  "catalog.graph": plain({}),
  "findings.ofEntity": plain({ ref: "component:default/checkout" }),
  "catalog.claimsOf": plain({ arn: "arn:aws:s3:::checkout" }),
  "catalog.export": plain({}),
  "catalog.check": plain(CATALOG_FILE),
  "catalog.import": plain(CATALOG_FILE),
  "catalog.locations.list": plain(),
  "catalog.locations.register": plain({ target: "https://git.example.com/registered.yaml" }),
  "catalog.locations.refresh": byId("catalog_locations", {}, "type = 'url'"),
  "catalog.locations.remove": byId("catalog_locations", {}, "type = 'url'"),
  "catalog.remove": async (world, org) => {
    await orphan(world, org, "component:default/gone");
    return { input: { ref: "component:default/gone" } };
  },
  "activity.events": plain({ limit: 100 }),
  "activity.actions": plain(),
  "activity.integrity": plain(),
  "activity.verify": plain(),
  "activity.webhooks.list": plain(),
  "activity.webhooks.deliveries": async (world, org) => {
    const made = await byId("webhook_endpoints")(world, org);
    const withId = (endpointId: string) => ({ endpointId });
    return { ...made, input: withId(made.id ?? ""), withId };
  },
  "activity.webhooks.create": plain({ url: "https://hooks.example.com/extra", topics: ["member.*"] }),
  "activity.webhooks.change": byId("webhook_endpoints", { isEnabled: true }),
  "activity.webhooks.rotate": byId("webhook_endpoints"),
  "activity.webhooks.ping": byId("webhook_endpoints", {}, "is_enabled"),
  "activity.webhooks.replay": byId("webhook_deliveries"),
  "activity.webhooks.remove": byId(
    "webhook_endpoints",
    {},
    "not exists (select from webhook_deliveries d where d.endpoint_id = webhook_endpoints.id)",
  ),
  "organizations.apiKeys.list": plain(),
  "organizations.apiKeys.create": plain({ name: "CI", role: "viewer", scopes: ["read"], days: 30 }),
  "organizations.apiKeys.revoke": async (world, org) => {
    const key = { name: "Own", role: "viewer", scopes: ["read"], days: 1 } as const;
    const { id } = await org.as("developer").organizations.apiKeys.create.mutate({ ...key, scopes: ["read"] });
    const withId = (other: string) => ({ id: other });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "organizations.members.list": plain(),
  "organizations.members.invite": plain({ role: "viewer" }),
  "organizations.members.withdraw": byId("invitations", {}, "accepted_at is null and revoked_at is null"),
  "organizations.members.changeRole": onNewMember({ role: "viewer" }),
  "organizations.members.remove": onNewMember(),
  "organizations.members.transfer": onNewMember(),
  "organizations.members.leave": async (world, org) => {
    const [owner, { userId }] = [await memberOf(world, org, "owner"), await world.person("Second owner")];
    await world.owner.query("insert into memberships (organization_id, user_id, role) values ($1, $2, 'owner')", [
      org.id,
      userId,
    ]);
    const restore = () =>
      world.owner.query(
        "insert into memberships (organization_id, user_id, role) values ($1, $2, 'owner') on conflict do nothing",
        [org.id, owner],
      );
    return { input: {}, restore };
  },
  "inventory.accounts.list": plain(),
  "inventory.accounts.coverage": byId("aws_accounts"),
  "inventory.accounts.connectSample": async (world, org) => {
    await world.owner.query("update aws_accounts set kind = 'keys' where organization_id = $1 and kind = 'sample'", [
      org.id,
    ]);
    return {};
  },
  "inventory.accounts.prepareRole": plain({ name: "Production" }),
  "inventory.accounts.prepareWebIdentity": plain({ name: "Production" }),
  "inventory.accounts.role": onNewAccount("role"),
  "inventory.accounts.connectRole": onNewAccount("role", { roleArn: "arn:aws:iam::123456789012:role/DevControl" }),
  "inventory.accounts.connectKeys": plain({
    name: "Keys",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "a".repeat(40),
  }),
  "inventory.accounts.policy": plain(),
  "inventory.accounts.policyChange": byId("aws_accounts"),
  "inventory.accounts.confirmPolicy": onNewAccount("keys"),
  "inventory.accounts.removal": byId("aws_accounts"),
  "inventory.accounts.discover": onNewAccount("keys"),
  "inventory.accounts.remove": onNewAccount("keys"),
  "inventory.members.list": onManagement(),
  "inventory.members.add": onManagement({}, "account"),
  "inventory.members.stackSet": onManagement(),
  "inventory.members.refresh": onManagement(),
  "inventory.members.connect": onManagement({ awsAccountIds: ["222233334444"] }),
  "inventory.members.setAutomatic": onManagement({ connectsMembers: true }),
  "inventory.resources.list": plain({ limit: 100 }),
  "inventory.resources.get": byId("resources"),
  "inventory.resources.facets": plain(),
  "inventory.resources.groups": plain({ by: "owner" }),
  "inventory.resources.history": byId("resources"),
  "inventory.resources.graph": byId("resources"),
  "inventory.resources.assignOwner": onResources({ owner: "checkout" }),
  "inventory.resources.tagCommands": onResources({ key: "Owner", value: "checkout" }),
  "inventory.resources.views.list": plain(),
  "inventory.resources.views.save": plain({ name: "Mine", search: { public: "yes" } }),
  "inventory.resources.views.share": plain({ name: "Everybody's", search: { public: "yes" } }),
  "inventory.resources.views.unshare": plain({ name: "Everybody's" }),
  "inventory.resources.views.remove": plain({ name: "Mine" }),
  "inventory.changes": plain({ limit: 100 }),
  "inventory.summary": plain(),
  "findings.list": plain({ limit: 100 }),
  "findings.groups": plain({ by: "owner" }),
  "findings.get": byId("findings"),
  "findings.scorecards.list": plain(),
  "findings.scorecards.get": plain({ slug: "ownership" }),
  "findings.scorecards.ofEntity": plain({ ref: "component:default/checkout" }),
  "findings.scorecards.preview": plain({ definition: SCORECARD.definition }),
  "findings.scorecards.save": plain({ slug: "fixture", definition: SCORECARD.definition }),
  "findings.scorecards.remove": async (world, org) => {
    await world.owner.query(
      "insert into scorecards (organization_id, slug, definition, changed_by, changed_at) values ($1, 'extra', $2, 'x', now()) on conflict do nothing",
      [org.id, SCORECARD.definition],
    );
    return { input: { slug: "extra" } };
  },
  "findings.scorecards.judge": plain(),
  "findings.summary": plain(),
  "findings.today": plain({}),
  "findings.rules": plain(),
  "findings.acknowledge": onFinding(),
  "findings.unacknowledge": onFinding(),
  "findings.assign": onFinding({ userId: null }),
  "findings.assignees": plain(),
  "findings.exceptions.list": plain({}),
  "findings.exceptions.preview": plain({ ruleId: "TAG-001" }),
  "findings.exceptions.create": async (world, org) => ({
    input: {
      ruleId: "TAG-001",
      region: "eu-west-1",
      reason: "Known, and accepted for a while",
      approverId: await memberOf(world, org, "maintainer"),
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  }),
  "findings.exceptions.createEach": async (world, org) => {
    const { rows } = await world.owner.query(
      "select id from findings where organization_id = $1 and state = 'open' and exception_id is null limit 1",
      [org.id],
    );
    const approverId = await memberOf(world, org, "maintainer");
    const withId = (id: string) => ({
      ids: [id],
      reason: "Known, and accepted for a while",
      approverId,
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    return { id: rows[0].id, input: withId(rows[0].id), withId };
  },
  "findings.exceptions.end": byId("finding_exceptions", {}, "ended_at is null"),
  "findings.exceptions.endEach": async (world, org) => {
    const { rows } = await world.owner.query(
      "select id from finding_exceptions where organization_id = $1 and ended_at is null limit 1",
      [org.id],
    );
    const withId = (id: string) => ({ ids: [id] });
    return { id: rows[0].id, input: withId(rows[0].id), withId };
  },
  "findings.savings.net": plain(),
  "findings.savings.report": plain({}),
  "findings.savings.plan": onSaving(null),
  "findings.savings.done": onSaving("planned"),
  "findings.savings.undo": onSaving("done"),
  "findings.switchRule": plain({ ruleId: "S3-014", isOn: false }),
  "findings.customRules.preview": plain({
    resourceType: "AWS::S3::Bucket",
    condition: '{"tags.Owner": {"$exists": true}}',
  }),
  "findings.customRules.create": plain(CUSTOM_RULE),
  "findings.customRules.change": byId("custom_rules", CUSTOM_RULE),
  "findings.customRules.remove": byId("custom_rules"),
  "findings.frameworks.list": plain({}),
  "findings.frameworks.get": plain({ id: "aws-fsbp" }),
  "findings.frameworks.evidence": plain({ id: "aws-fsbp" }),
  "findings.frameworks.ocsf": plain({ id: "aws-fsbp" }),
  "operations.jobs.list": plain({ limit: 100 }),
  "operations.jobs.get": byId("jobs"),
  "operations.jobs.retry": async (world, org) => {
    const { rows } = await world.owner.query(
      "insert into jobs (organization_id, name, key, input, attempts_max, state) values ($1, 'inventory.refresh', gen_random_uuid()::text, '{}', 3, 'failed') returning id",
      [org.id],
    );
    const withId = (id: string) => ({ id });
    return { id: rows[0].id, input: withId(rows[0].id), withId, deletedId: await deletedAccountId(world, org) };
  },
  "operations.schedules": plain(),
  "search.find": plain({ text: "checkout" }),
};

export type Call = { type: "query" | "mutation" | "subscription"; slug: string; path: string; input: unknown };

/** What a caller sees, byte for byte, but for the id of the request. */
export async function outcomeOf(
  world: World,
  cookie: string | null,
  { type, slug, path, input }: Call,
): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = {
    "x-request-id": "the-same-request",
    ...(cookie && { cookie, "sec-fetch-site": "same-origin" }),
  };
  const inUrl = type === "query" && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  const response = await world.fetch(`/trpc/${slug}/${path}${inUrl}`, {
    method: type === "mutation" ? "POST" : "GET",
    headers: type === "mutation" ? { ...headers, "content-type": "application/json" } : headers,
    ...(type === "mutation" && { body: JSON.stringify(input ?? {}) }),
  });
  return { status: response.status, body: await response.text() };
}
