import type { World } from "../world.ts";
import { addMember, CATALOG_FILE, type Org } from "./fixture.ts";

/**
 * How to call a procedure inside one organisation so that it succeeds. `withId` puts another id in the same place;
 * `deletedId` is one that existed. A procedure without a case fails the suite.
 */
export type Case = {
  input?: unknown;
  id?: string;
  withId?: (id: string) => unknown;
  deletedId?: string;
  /** Puts back what the next cases need. */
  restore?: () => Promise<unknown>;
};
export type Make = (world: World, org: Org) => Promise<Case>;

export const plain =
  (input?: unknown): Make =>
  async () => ({ input });

export const COST_RULE = {
  name: "Rest",
  effectiveFrom: "2026-01-01",
  match: { service: "*" },
  target: { kind: "owner" as const, owner: { team: "platform" } },
};

/** A rule is known by one id for all of its versions. */
export const byRule =
  (more: Record<string, unknown>): Make =>
  async (world, org) => {
    const { rows } = await world.owner.query("select rule_id from cost_rules where organization_id = $1 limit 1", [
      org.id,
    ]);
    const withId = (id: string) => ({ ...more, id });
    return {
      id: rows[0].rule_id,
      input: withId(rows[0].rule_id),
      withId,
      deletedId: await deletedAccountId(world, org),
    };
  };

/** Any row's id of that table in the organisation, and one of a row that is no more. */
export const byId =
  (table: string, more: Record<string, unknown> = {}, where = "true"): Make =>
  async (world, org) => {
    const { rows } = await world.owner.query(
      `select id from ${table} where organization_id = $1 and ${where} limit 1`,
      [org.id],
    );
    if (!rows[0]) throw new Error(`no ${table} row where ${where}`);
    const withId = (id: string) => ({ ...more, id });
    return { id: rows[0].id, input: withId(rows[0].id), withId, deletedId: await deletedAccountId(world, org) };
  };

/** Ids are one space for all tables: an account's serves wherever a uuid is asked for. */
export async function deletedAccountId(world: World, org: Org): Promise<string> {
  const { rows } = await world.owner.query(
    "insert into aws_accounts (organization_id, name, kind) values ($1, 'gone', 'keys') returning id",
    [org.id],
  );
  await world.owner.query("delete from aws_accounts where id = $1", [rows[0].id]);
  return rows[0].id;
}

export async function newAccount(world: World, org: Org, kind: "keys" | "role"): Promise<string> {
  const { rows } = await world.owner.query(
    "insert into aws_accounts (organization_id, name, kind, external_id) values ($1, 'extra', $2, 'an-external-id') returning id",
    [org.id, kind],
  );
  return rows[0].id;
}

export const onNewAccount =
  (kind: "keys" | "role", more: Record<string, unknown> = {}): Make =>
  async (world, org) => {
    const id = await newAccount(world, org, kind);
    const withId = (other: string) => ({ ...more, id: other });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  };

/** A management account of its own, with one member that is not connected. */
export const onManagement =
  (more: Record<string, unknown> = {}, scope: "account" | "organization" = "organization"): Make =>
  async (world, org) => {
    const id = await newAccount(world, org, "role");
    await world.owner.query("update aws_accounts set scope = $2 where id = $1", [id, scope]);
    await addMember(world, org, id);
    const withId = (managementId: string) => ({ ...more, managementId });
    return { id, input: withId(id), withId, deletedId: await deletedAccountId(world, org) };
  };

/** An entity that its file no longer lists. */
export async function orphan(world: World, org: Org, ref: string) {
  const [, name] = ref.split("/");
  const file = { name: "orphan.yaml", text: CATALOG_FILE.text.replace("name: checkout", `name: ${name}`) };
  await org.as("owner").catalog.import.mutate(file);
  await world.owner.query("update entities set orphaned_at = now() where organization_id = $1 and ref = $2", [
    org.id,
    ref,
  ]);
}

export const memberOf = async (world: World, org: Org, role: string): Promise<string> => {
  const { rows } = await world.owner.query(
    "select user_id from memberships where organization_id = $1 and role = $2 limit 1",
    [org.id, role],
  );
  return rows[0].user_id;
};
/** Somebody else who joined, and for the other ids: a person who is no member any more. */
export const onNewMember =
  (more: Record<string, unknown> = {}): Make =>
  async (world, org) => {
    const [{ userId: id }, { userId: deletedId }] = [await world.person("Extra"), await world.person("Gone")];
    await world.owner.query("insert into memberships (organization_id, user_id, role) values ($1, $2, 'developer')", [
      org.id,
      id,
    ]);
    const withId = (other: string) => ({ ...more, userId: other });
    const owner = await memberOf(world, org, "owner");
    const restore = () =>
      world.owner.query("update memberships set role = 'owner' where organization_id = $1 and user_id = $2", [
        org.id,
        owner,
      ]);
    return { id, input: withId(id), withId, deletedId, restore };
  };

/** A list with any open finding of the organisation. */
export const onFinding =
  (more: Record<string, unknown> = {}): Make =>
  async (world, org) => {
    const one = await byId("findings", {}, "state = 'open'")(world, org);
    const withId = (id: string) => ({ ...more, ids: [id] });
    return { ...one, input: withId(one.id ?? ""), withId };
  };

/** A list with any resource of the organisation. */
export const onResources =
  (more: Record<string, unknown>): Make =>
  async (world, org) => {
    const one = await byId("resources")(world, org);
    const withId = (id: string) => ({ ...more, ids: [id] });
    return { ...one, input: withId(one.id ?? ""), withId };
  };

/** A large file of its own. */
export const catalogImport =
  (state: string, more: Record<string, unknown> = {}): Make =>
  async (world, org) => {
    const { rows } = await world.owner.query(
      "insert into catalog_imports (organization_id, name, parts, state, created_by, created_at) values ($1, 'large.yaml', 9, $2, 'Ada', now()) returning id",
      [org.id, state],
    );
    const withId = (id: string) => ({ ...more, id });
    return { id: rows[0].id, input: withId(rows[0].id), withId, deletedId: await deletedAccountId(world, org) };
  };

/** A saving in the state that the step takes; null = open and nobody has planned it. */
export const onSaving =
  (state: "planned" | "done" | null): Make =>
  async (world, org) => {
    const one = await byId("findings", {}, "state = 'open' and pack = 'savings' and exception_id is null")(world, org);
    await world.owner.query("delete from saving_actions where finding_id = $1", [one.id]);
    if (state)
      await world.owner.query(
        `insert into saving_actions (organization_id, finding_id, state, expected_monthly, currency, resource_ids, planned_by, planned_at, done_at)
         values ($1, $2, $3, 1, 'USD', '[]', 'fixture', now(), case when $3 = 'done' then now() end)`,
        [org.id, one.id, state],
      );
    const withId = (id: string) => ({ ids: [id] });
    return { ...one, input: withId(one.id ?? ""), withId };
  };

/** One that nobody has decided, of a file of its own. */
export const suggestion =
  (more: Record<string, unknown> = {}): Make =>
  async (world, org) => {
    const source = `compose-${crypto.randomUUID()}`;
    const { rows } = await world.owner.query(
      `insert into catalog_suggestions (organization_id, source, file, ref, title, entity, confidence, evidence)
       values ($1, $2, 'compose.yaml', 'component:default/' || $2, $2, $3, 0.8, '[]') returning id`,
      [
        org.id,
        source,
        {
          apiVersion: "backstage.io/v1alpha1",
          kind: "Component",
          metadata: { name: source, namespace: "default" },
          spec: { type: "service", lifecycle: "unknown" },
        },
      ],
    );
    const withId = (id: string) => ({ ...more, ids: [id] });
    return { id: rows[0].id, input: withId(rows[0].id), withId, deletedId: await deletedAccountId(world, org) };
  };

/** A team of its own for each call, and somebody who is in it. */
export const team = async (world: World, org: Org) => {
  const name = `t${crypto.randomUUID().slice(0, 8)}`;
  const { ref } = await org.as("owner").organizations.teams.create.mutate({ name, title: "Extra team" });
  const userId = await memberOf(world, org, "developer");
  await org.as("owner").organizations.teams.addMember.mutate({ ref, userId });
  return { ref, userId };
};
export const SERVICE = "component:default/checkout";

/** Closed by its owner, as the product does it, or open again: what the next cases need. */
export const status = (world: World, org: Org, word: "active" | "deleting") =>
  world.owner.query(
    "update organizations set status = $2, delete_at = case when $2 = 'deleting' then now() + interval '1 day' end where id = $1",
    [org.id, word],
  );
