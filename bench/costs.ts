import { sql } from "drizzle-orm";
import type pg from "pg";
import type { ReadDb } from "../db/client.ts";
import type { OrgContext } from "../src/base/context.ts";
import { detectAnomalies } from "../src/costs/anomaly.ts";
import { Exploration, exploreQueries } from "../src/costs/explore.ts";
import { forecast } from "../src/costs/forecast.ts";
import { refreshRollups } from "../src/costs/rollups.ts";
import { statementRows, teamRows } from "../src/costs/statements.ts";
import { DayRange, dayRows } from "../src/costs/summary.ts";
import { ResourcesOf, topResources } from "../src/costs/top-resources.ts";
import { type Client, openWorld, type World } from "../tests/world.ts";

/** `bun run bench costs 10000000` for ten million lines. */
const LINES = Number(process.argv.find((word) => /^\d{5,9}$/.test(word)) ?? 1_000_000);
const YEARS = 5;
const SERVICES = 200;
const ACCOUNTS = 50;
const REGIONS = 25;
const COPIED = "/tmp/bench-costs.copy";
const TEAMS = 40;
const NOW = new Date("2026-11-21T06:00:00Z");
const DAYS = YEARS * 365;
const ASKS = 30;
const SERIES = 10_000;

/**
 * The ledger at the size of a large payer: rows a second into it beside a bare COPY in the same run, what the explorer's
 * questions take through the product's own procedures (session, role, row-level security, Neon's protocol), and whether
 * any of them scans the ledger.
 */
export async function costs() {
  console.log(
    `${LINES.toLocaleString("en")} lines of ${YEARS} years × ${SERVICES} services × ${ACCOUNTS} accounts × ${REGIONS} regions (${(DAYS * SERVICES * ACCOUNTS * REGIONS).toLocaleString("en")} cells, one in ${Math.round((DAYS * SERVICES * ACCOUNTS * REGIONS) / LINES)} used), ${TEAMS} values of one tag\n`,
  );
  const world = await openWorld({ now: () => NOW });
  const acme = await world.org();
  const owner = await world.owner.connect();
  await owner.query(
    "insert into cost_sub_accounts (organization_id, sub_account_id) select $1, (300000000000 + n)::text from generate_series(0, $2 - 1) n",
    [acme.id, ACCOUNTS],
  );
  await ingest(owner, acme.id);
  await owner.query("analyze cost_lines");
  await rollUp(world.database, { organizationId: acme.id });
  await owner.query("vacuum analyze cost_rollups");
  owner.release();
  await ask(world.database, acme.as("viewer"), acme.id);
  await world.close();
  series();
}

/** Each cell at a prime's step, so that days, services, accounts and regions all vary. */
const cells = (id: string) => `select '${id}'::uuid as organization_id, date '2021-11-22' + (n % ${DAYS})::int as day,
  (300000000000 + (n * 7 % ${ACCOUNTS}))::text as sub_account_id, 'Service ' || (n * 13 / ${DAYS} % ${SERVICES}) as service,
  'region-' || (n * 3 % ${REGIONS}) as region, 'i-' || n as resource_id, (n % 977)::numeric / 31 as amount,
  jsonb_build_object('Owner', 'team-' || (n * 11 % ${TEAMS})) as tags
  from generate_series(0, ${LINES} - 1) n`;

async function ingest(owner: pg.ClientBase, id: string) {
  await owner.query(
    "create temporary table bare (organization_id uuid, day date, sub_account_id text, service text, region text, resource_id text, amount numeric, tags jsonb)",
  );
  const bare = await timed(() => owner.query(`insert into bare ${cells(id)}`));
  await owner.query(`copy bare to '${COPIED}'`);
  await owner.query("create temporary table copied (like bare)");
  const copy = await timed(() => owner.query(`copy copied from '${COPIED}'`));
  // By day, as imports and syncs bring them: a month's lines lie beside each other.
  const ledger = await timed(() =>
    owner.query(`insert into cost_lines (organization_id, day, source, sub_account_id, service, region, resource_id, tags, currency, unblended, amortized, net_unblended, net_amortized, is_estimated, changed_at)
      select organization_id, day, 'export', sub_account_id, service, region, resource_id, tags, 'USD', amount, amount, amount, amount, false, now() from bare order by day`),
  );
  const rate = (ms: number) => `${Math.round((LINES / ms) * 1000).toLocaleString("en")} rows/s`;
  console.log(
    `made ${rate(bare)} · COPY into a bare table ${rate(copy)} · into the ledger, key and four indexes ${rate(ledger)} (${(copy / ledger).toFixed(2)} of COPY)`,
  );
}

type Key = { organizationId: string };
type Database = World["database"];

async function rollUp(database: Database, key: Key) {
  let months = 0;
  const ms = await timed(async () => {
    for (let year = 2021; year <= 2026; year++)
      for (let month = 1; month <= 12; month++) {
        const from = `${year}-${String(month).padStart(2, "0")}-01`;
        const until = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
        if (until <= "2021-11-22" || from > "2026-11-21") continue;
        months++;
        await database.write(key, (tx, organization) => refreshRollups(contextOf(tx, organization), { from, until }));
      }
  });
  console.log(`rollups: ${months} months in ${(ms / 1000).toFixed(1)} s, ${(ms / months).toFixed(0)} ms a month\n`);
}

function contextOf(tx: OrgContext["tx"], organization: OrgContext["organization"]): OrgContext {
  return {
    tx,
    organization,
    actor: { kind: "system", id: null, name: "bench" },
    now: NOW,
    requestId: "bench",
    client: { ip: null, userAgent: null, country: null },
    publish() {},
    witness() {},
    wake() {},
  };
}

const DAYS_30 = { from: "2026-10-22", to: "2026-11-20" };
const DAYS_90 = { from: "2026-08-23", to: "2026-11-20" };
const YEARS_5 = { from: "2021-11-22", to: "2026-11-20" };
const [ACCOUNT, SERVICE] = [["300000000007"], ["Service 7"]];
type Question = { name: string; ask(client: Client): Promise<unknown>; plan(db: ReadDb): readonly unknown[] };

const explored = (name: string, input: Record<string, unknown>): Question => {
  const parsed = Exploration.parse(input);
  return {
    name,
    ask: (client) => client.costs.explore.query(parsed),
    plan: (db) => exploreQueries(db, NOW, parsed),
  };
};
const MONTH = { month: "2026-11-01", metric: "pay" } as const;
const QUESTIONS: Question[] = [
  explored("30 days by service", DAYS_30),
  explored("30 days by account", { ...DAYS_30, by: "account" }),
  explored("30 days by charge category", { ...DAYS_30, by: "category" }),
  explored("30 days by kind", { ...DAYS_30, by: "kind" }),
  explored("30 days by a tag", { ...DAYS_30, by: "tag:Owner" }),
  explored("90 days by region", { ...DAYS_90, by: "region" }),
  explored("90 days by team", { ...DAYS_90, by: "team" }),
  explored("90 days by service of one account", { ...DAYS_90, account: ACCOUNT }),
  explored("90 days by account of one service", { ...DAYS_90, by: "account", service: SERVICE }),
  explored("a year by service, what we run", { from: "2025-11-21", to: "2026-11-20", metric: "run" }),
  explored("five years by account", { ...YEARS_5, by: "account" }),
  explored("30 days by region of one account", { ...DAYS_30, by: "region", account: ACCOUNT }),
  explored("30 days by a tag of one region", { ...DAYS_30, by: "tag:Owner", region: ["region-7"] }),
  explored("five years by region of one account", { ...YEARS_5, by: "region", account: ACCOUNT }),
  {
    name: "30 days by day and service",
    ask: (client) => client.costs.byDay.query(DAYS_30),
    plan: (db) => [dayRows(db, DayRange.parse(DAYS_30))],
  },
  {
    name: "30 days' dearest resources",
    ask: (client) => client.costs.topResources.query(DAYS_30),
    plan: (db) => [topResources(db, ResourcesOf.parse(DAYS_30))],
  },
  {
    name: "30 days' dearest resources of one service",
    ask: (client) => client.costs.topResources.query({ ...DAYS_30, service: SERVICE }),
    plan: (db) => [topResources(db, ResourcesOf.parse({ ...DAYS_30, service: SERVICE }))],
  },
  { name: "a month by team", ask: (client) => client.costs.teams.query(MONTH), plan: (db) => teamRows(db, MONTH) },
  {
    name: "a team's statement",
    ask: (client) => client.costs.statement.query({ ...MONTH, team: "" }),
    plan: (db) => [statementRows(db, { ...MONTH, team: "" })],
  },
];

async function ask(database: Database, client: Client, organizationId: string) {
  console.log("question                                          p50 ms    p95 ms   reads the ledger by");
  let worst = 0;
  for (const { name, ask, plan } of QUESTIONS) {
    await ask(client);
    const tookMs: number[] = [];
    for (let n = 0; n < ASKS; n++) tookMs.push(await timed(() => ask(client)));
    tookMs.sort((a, b) => a - b);
    const plans = await database.write({ organizationId }, async (tx) => {
      const texts: string[] = [];
      for (const query of plan(tx as never)) {
        const { rows } = await tx.execute(sql`explain select * from ${query} asked`);
        texts.push(...rows.map((row) => String(row["QUERY PLAN"])));
      }
      return texts.join("\n");
    });
    const scan =
      /Seq Scan on cost_(lines|rollups)/.exec(plans)?.[0] ?? (/cost_lines/.test(plans) ? "an index" : "not at all");
    const at = (share: number) => tookMs[Math.min(ASKS - 1, Math.floor(ASKS * share))] ?? 0;
    worst = Math.max(worst, at(0.95));
    const [half, most] = [at(0.5), at(0.95)].map((ms) => ms.toFixed(1).padStart(9));
    console.log(`${name.padEnd(46)}${half} ${most}   ${scan}`);
  }
  console.log(`\nslowest p95 ${worst.toFixed(0)} ms (goal below 100)`);
}

/** What the nightly analysis of a very large organisation takes, and of one job of it. */
function series() {
  const values = Array.from({ length: 400 }, (_, day) => 100 + day / 10 + (day % 7 < 5 ? 20 : 0) + ((day * 7919) % 13));
  const few = 200;
  const began = performance.now();
  for (let n = 0; n < few; n++) {
    const one = values.map((value) => value * (1 + n / few));
    forecast(one, 30);
    detectAnomalies(one);
  }
  const each = (performance.now() - began) / few;
  console.log(
    `\n${SERIES.toLocaleString("en")} series of 400 days, forecast and anomalies: ${((each * SERIES) / 1000).toFixed(1)} s of processor time (${each.toFixed(2)} ms each); ${Math.max(1, Math.floor(20_000 / each))} of them fit a run of 20 s`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
