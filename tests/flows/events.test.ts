import { afterAll, beforeAll, expect, test } from "bun:test";
import { canonicalJson } from "../../src/base/canonical.ts";
import { proceduresOf } from "../../src/base/trpc.ts";
import { appRouter } from "../../src/router.ts";
import { CASES } from "../isolation/cases.ts";
import { tenantTables } from "../isolation/catalogue.ts";
import { CATALOG_FILE, CUSTOM_RULE, SCORECARD, TEMPLATE_FILE } from "../isolation/fixture.ts";
import { COST_RULE } from "../isolation/make-case.ts";
import { openWorld, type World } from "../world.ts";

const CALLS = 1_000;
/** An organisation has limits of keys, invitations and accounts: a new one after so many calls. */
const CALLS_PER_ORGANIZATION = 100;
const SEED = Number(process.env.EVENTS_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0]);
/** What may be done without an event, and why. */
const WITHOUT_EVENT = [
  // Nothing stays of these two.
  "catalog.check",
  "catalog.templates.dryRun",
  // Nothing changes where it is so already.
  "costs.judgeAnomaly",
  "costs.units.report",
  "findings.acknowledge",
  "findings.unacknowledge",
  "findings.assign",
  "inventory.resources.views.remove",
  "inventory.resources.views.unshare",
  // Bytes on their way: the part that completes the file has the event.
  "costs.imports.addPart",
  "catalog.imports.addPart",
];
/** Tables whose rows follow from a row that has its event, or are the work of jobs. */
const DERIVED = [
  "events",
  "event_seals",
  "cost_import_parts",
  "github_repositories",
  "github_deliveries",
  "catalog_import_parts",
  "catalog_docs",
  "jobs",
  "relations",
  "resources",
  "sightings",
  "discovery_units",
  "findings",
  "scorecard_results",
  "scorecard_days",
  "entity_counts",
  "search_entries",
  "search_words",
];
/** By which column an event names a row, where that is not its id. */
const TARGET_COLUMN: Record<string, string> = {
  memberships: "user_id",
  cost_rules: "rule_id",
  rule_settings: "rule_id",
};
/** What an event on findings tells by naming them. */
const OF_FINDINGS = ["finding_changes", "saving_actions"];
/** Tables of which one act may change hundreds of rows: its event names each by its reference. */
const NAMED_BY_REF = ["entities", "catalog_suggestions"];
/** Says when it was used, to the minute; that is no change by anybody. */
const UNTOLD_COLUMNS = ["organization_id", "last_used_at"];

type Row = Record<string, unknown>;
type RowChange = { xid: string; table_name: string; old: Row | null; new: Row | null };
type Told = { id: string; xid: string; action: string; target_id: string | null; request_id: string; data: Row };

let world: World;
beforeAll(async () => {
  world = await openWorld();
  // The database itself writes down what the Worker's login does to every tenant's row: what the log is held against.
  await world.owner.query(`
    create table witness (n bigserial, xid text, table_name text, old jsonb, new jsonb);
    create function witness() returns trigger language plpgsql security definer as $$ begin
      if session_user = 'app_user' then
        insert into public.witness (xid, table_name, old, new) values (pg_current_xact_id()::text, tg_table_name,
          case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
      end if;
      return null;
    end $$`);
  for (const table of [...(await tenantTables(world.owner)), "organizations"])
    if (!DERIVED.includes(table))
      await world.owner.query(
        `create trigger witness after insert or update or delete on ${table} for each row execute function witness()`,
      );
});
afterAll(() => world.close());

test(`${CALLS} random mutations: every event is there, and every diff reproduces the row`, async () => {
  const random = randomOf(SEED);
  const mutations = Object.entries(proceduresOf(appRouter)).flatMap(([path, procedure]) =>
    procedure?.type === "mutation" && CASES[path] ? [{ path, isForPeople: procedure.meta?.isForPeople === true }] : [],
  );
  const problems: string[] = [];
  const counts = { done: 0, refused: 0, byKey: 0, events: 0, rows: 0 };
  const paths = new Set<string>();
  let org = await preparedOrganization();
  for (let n = 0; n < CALLS; n++) {
    if (n > 0 && n % CALLS_PER_ORGANIZATION === 0) org = await preparedOrganization();
    const { path, isForPeople } = mutations[Math.floor(random() * mutations.length)] ?? { path: "", isForPeople: true };
    const make = await CASES[path]?.(world, org).catch(() => null);
    if (!make) continue;
    // Leaving and handing over are steps too.
    await world.owner.query(
      "insert into memberships (organization_id, user_id, role) values ($1, $2, 'owner') on conflict (organization_id, user_id) do update set role = 'owner'",
      [org.id, org.founderId],
    );
    const isByKey = !isForPeople && random() < 0.4;
    const key = isByKey ? await keyOf(org) : "";
    // Cases prepare what they need through the front door too.
    await world.owner.query("delete from witness");
    const requestId = `walk-${SEED}-${n}`;
    const response = await world.fetch(`/trpc/${org.slug}/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-request-id": requestId,
        "x-forwarded-for": `203.0.113.${n % 250}`,
        "user-agent": `walk/${n}`,
        ...(isByKey
          ? { authorization: `Bearer ${key}` }
          : { cookie: org.cookieOf("owner"), "sec-fetch-site": "same-origin" }),
      },
      body: JSON.stringify(make.input ?? {}),
    });
    const { rows: told } = await world.owner.query<Told & { facts: string }>(
      `select id, xid::text, action, target_id, request_id, data, actor_kind || ' ' || coalesce(ip, '') || ' ' || coalesce(user_agent, '') facts
         from events where organization_id = $1 and request_id = $2 order by id`,
      [org.id, requestId],
    );
    const expected = `${isByKey ? "key" : "user"} 203.0.113.${n % 250} walk/${n}`;
    if (response.ok) {
      counts.done++;
      counts.byKey += isByKey ? 1 : 0;
      paths.add(path);
      if (told.length === 0 && !WITHOUT_EVENT.includes(path)) problems.push(`${path}: no event`);
    } else {
      counts.refused++;
      if (told.length > 0) problems.push(`${path}: was refused (${response.status}) and has an event`);
    }
    for (const { facts, action } of told) if (facts !== expected) problems.push(`${action}: ${facts}, not ${expected}`);
    counts.events += told.length;
    const { rows: changes } = await world.owner.query<RowChange>(
      "with seen as (delete from witness returning *) select * from seen order by n",
    );
    counts.rows += changes.length;
    problems.push(...compare(path, changes, told));
    await make.restore?.();
  }
  const never = mutations.map(({ path }) => path).filter((path) => !paths.has(path));
  console.log(
    `events: seed ${SEED}: ${counts.done} mutations of ${paths.size} kinds done (${counts.byKey} by API key), ${counts.refused} refused; ` +
      `${counts.events} events, ${counts.rows} changed rows, ${problems.length} problems; never done: ${never.join(", ") || "none"}`,
  );
  expect([...new Set(problems)].slice(0, 60)).toEqual([]);
  expect(counts.done).toBeGreaterThan(CALLS * 0.7);
}, 600_000);

/** Each row that changed has its event, whose diff makes the new row from the old one; and no event tells of another. */
function compare(path: string, changes: RowChange[], told: Told[]): string[] {
  const problems: string[] = [];
  const isUsed = new Set<Told>();
  for (const change of netOf(changes)) {
    const { table_name: table } = change;
    const row = change.new ?? change.old ?? {};
    if (change.old && change.new && differing(change.old, change.new).length === 0) continue;
    const id = row[TARGET_COLUMN[table] ?? "id"];
    const events = told.filter((one) => one.xid === change.xid && (one.target_id === id || isWhole(one, row)));
    const [event] = events.filter((one) => "before" in one.data || "after" in one.data);
    // One file or one act may concern hundreds: it names each, what became of it is the file's, or the finding's history.
    if (!event && NAMED_BY_REF.includes(table) && told.some(({ data }) => namesEntity(data, row.ref))) continue;
    if (!event && table === "aws_accounts" && told.some(({ data }) => namesAccount(data, row.id))) continue;
    if (!event && OF_FINDINGS.includes(table) && told.some(({ data }) => namesFinding(data, row.finding_id))) continue;
    if (!event && table === "cost_quantity_days" && told.some(({ data }) => namesDay(data, change))) continue;
    if (!event) {
      // What goes with the row that it hangs on.
      if (change.new === null && told.some(({ data }) => data.after === null)) continue;
      problems.push(`${path}: a row of ${table} changed without an event (${Object.keys(row).join(", ")})`);
      continue;
    }
    isUsed.add(event);
    problems.push(...applied(event, change).map((problem) => `${path}: ${table}: ${problem}`));
  }
  for (const event of told) {
    const tells = [event.data.before, event.data.after].some((side) => side && Object.keys(side).length > 0);
    if (tells && !isUsed.has(event) && !/^job\./.test(event.action))
      problems.push(`${path}: ${event.action} tells of a row that did not change`);
  }
  return problems;
}

/** What a transaction did to each row in the end. */
function netOf(changes: readonly RowChange[]): RowChange[] {
  const net = new Map<string, RowChange>();
  for (const change of changes) {
    const row = change.new ?? change.old ?? {};
    // Tables without an id have no row that is written twice in a transaction.
    const name = `${change.xid} ${change.table_name} ${row.id ?? crypto.randomUUID()}`;
    net.set(name, { ...change, old: (net.get(name) ?? change).old });
  }
  return [...net.values()].filter((change) => change.old ?? change.new);
}

/** It tells of something larger than the row, such as a team, and all of the row: made, or gone. */
function isWhole({ data }: Told, row: Row): boolean {
  if (data.before && data.after) return false;
  const said = snake(data.after ?? data.before);
  const ids = Object.keys(row).filter((column) => /(^|_)id$/.test(column) && column !== "organization_id");
  return said !== null && ids.every((column) => isSame(said[column], row[column]));
}

/** What is wrong with the row that the event's diff makes from the old one. */
function applied({ action, data }: Told, change: RowChange): string[] {
  const [before, after] = [data.before, data.after].map((side) => snake(side)) as [Row | null, Row | null];
  if (change.old === null && before !== null) return [`${action} has a before of a new row`];
  if (change.new === null && after !== null) return [`${action} has an after of a removed row`];
  const side = change.new ?? change.old ?? {};
  const said = change.new ? { ...change.old, ...after } : { ...before };
  const wrong = Object.keys(side).filter(
    (column) => !UNTOLD_COLUMNS.includes(column) && !isSame(said[column], side[column]),
  );
  const past = change.old && before ? Object.keys(before).filter((c) => !isSame(before[c], change.old?.[c])) : [];
  return [
    ...wrong.map((column) => `${action}: ${column} is ${text(side[column])}, its event says ${text(said[column])}`),
    ...past.map((column) => `${action}: ${column} was ${text(change.old?.[column])}, not ${text(before?.[column])}`),
  ];
}

const text = (value: unknown) => JSON.stringify(value)?.slice(0, 80);
const differing = (a: Row, b: Row) =>
  Object.keys(b).filter(
    (column) => !UNTOLD_COLUMNS.includes(column) && canonicalJson(a[column]) !== canonicalJson(b[column]),
  );
const namesEntity = ({ entities }: Row, ref: unknown) =>
  Array.isArray(entities) && entities.some((entity) => entity === ref || entity.ref === ref);
/** Members of an AWS organisation are connected, and what they grant is confirmed, many at once. */
const namesAccount = ({ accounts }: Row, id: unknown) =>
  Array.isArray(accounts) && accounts.some((account) => account.id === id);
const namesFinding = ({ findings }: Row, id: unknown) => Array.isArray(findings) && findings.includes(id);
/** A report tells of hundreds of days, each with what was before. */
const namesDay = ({ days }: Row, { old, new: now }: RowChange) =>
  Array.isArray(days) &&
  days.some(
    ({ day, before, after }) =>
      day === now?.day &&
      Number(after) === now?.amount &&
      (before === null ? old === null : Number(before) === old?.amount),
  );
const snake = (side: unknown) =>
  side && typeof side === "object"
    ? Object.fromEntries(
        Object.entries(side).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
      )
    : null;

/** An event's value is what the Worker reads: times to the millisecond, numeric as text; secrets are not in it. */
function isSame(said: unknown, is: unknown): boolean {
  if (said === "[redacted]") return is !== null && is !== undefined;
  if (canonicalJson(said) === canonicalJson(is)) return true;
  if (typeof is === "number" && typeof said === "string") return Number(said) === is;
  if (typeof is === "string" && typeof said === "string" && /^\d{4}-\d\d-\d\dT/.test(is))
    return Math.floor(Date.parse(is)) === Date.parse(said);
  return false;
}

async function preparedOrganization() {
  const org = await world.org();
  const owner = org.as("owner");

  await owner.organizations.members.invite.mutate({ role: "viewer" });
  for (const file of [CATALOG_FILE, TEMPLATE_FILE]) await owner.catalog.import.mutate(file);
  await owner.findings.scorecards.save.mutate(SCORECARD);
  await owner.catalog.locations.register.mutate({ target: "https://git.example.com/a.yaml" });
  for (const url of ["https://hooks.example.com/a", "https://hooks.example.com/b"]) {
    const { id } = await owner.activity.webhooks.create.mutate({ url, topics: ["member.*"] });
    if (url.endsWith("a")) await owner.activity.webhooks.ping.mutate({ id });
  }
  await owner.findings.customRules.create.mutate(CUSTOM_RULE);
  await owner.costs.imports.create.mutate({ name: "a.csv", sizeBytes: 1, parts: 1 });
  await owner.costs.rules.create.mutate(COST_RULE);
  await owner.costs.budgets.create.mutate({ name: "All", amount: "5", scope: "organization" });
  await world.owner.query(
    `insert into cost_anomalies (organization_id, day, service, kind, currency, actual, expected, score, causes, found_at)
     values ($1, '2026-01-02', 'S3', 'rise', 'USD', 9, 1, 8, '[]', now())`,
    [org.id],
  );
  await world.owner.query(
    `insert into findings (organization_id, entity_id, rule_id, pack, status, state, severity, message, changed_at)
     select organization_id, id, 'TAG-001', 'compliance', 'FAIL', 'open', 'low', 'No owner', now() from entities
      where organization_id = $1 and ref = 'component:default/checkout'`,
    [org.id],
  );
  const { rows } = await world.owner.query(
    "select user_id from memberships where organization_id = $1 and role = 'owner'",
    [org.id],
  );
  return { ...org, founderId: rows[0].user_id as string };
}

/** A new one each time: revoking is one of the steps. */
async function keyOf(org: Awaited<ReturnType<World["org"]>>): Promise<string> {
  await world.owner.query("delete from api_keys where organization_id = $1 and name = 'Walk'", [org.id]);
  const input = { name: "Walk", role: "owner" as const, scopes: ["read", "write"], days: 9 };
  return (await org.as("owner").organizations.apiKeys.create.mutate(input)).key;
}

/** mulberry32: the same walk for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
