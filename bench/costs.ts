import { neonConfig } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import pg from "pg";
import { openDatabase } from "../db/client.ts";
import type { OrgContext } from "../src/base/context.ts";
import { detectAnomalies } from "../src/costs/anomaly.ts";
import { Exploration, exploreQueries } from "../src/costs/explore.ts";
import { forecast } from "../src/costs/forecast.ts";
import { refreshRollups } from "../src/costs/rollups.ts";
import { testDatabase } from "../tests/database.ts";

/** `bun run bench costs 10000000` for ten million lines. */
const LINES = Number(process.argv.find((word) => /^\d{5,9}$/.test(word)) ?? 1_000_000);
const YEARS = 5;
const SERVICES = 200;
const ACCOUNTS = 50;
const REGIONS = 25;
const SLUG = "bench-costs";
const NOW = new Date("2026-11-21T06:00:00Z");
const DAYS = YEARS * 365;
const ASKS = 30;
const SERIES = 10_000;

/**
 * The ledger at the size of a large payer: rows a second into it beside a bare COPY in the same run, what the explorer's
 * questions take through the product's own queries under row-level security, and whether any of them scans the ledger.
 */
export async function costs() {
  const { appUrl, ownerUrl, neonLocal } = await testDatabase();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const database = openDatabase({ url: appUrl, neonLocal, timeoutMs: 600_000 });
  console.log(
    `${LINES.toLocaleString("en")} lines of ${YEARS} years × ${SERVICES} services × ${ACCOUNTS} accounts × ${REGIONS} regions (${(DAYS * SERVICES * ACCOUNTS * REGIONS).toLocaleString("en")} cells, one in ${Math.round((DAYS * SERVICES * ACCOUNTS * REGIONS) / LINES)} used)\n`,
  );
  const slug = `${SLUG}-${crypto.randomUUID().slice(0, 8)}`;
  const id: string = (
    await owner.query("insert into organizations (slug, name) values ($1, 'Bench') returning id", [slug])
  ).rows[0].id;
  await owner.query(
    "insert into cost_sub_accounts (organization_id, sub_account_id) select $1, (300000000000 + n)::text from generate_series(0, $2 - 1) n",
    [id, ACCOUNTS],
  );
  try {
    await ingest(owner, id);
    await owner.query("analyze cost_lines");
    await rollUp(database, { organizationId: id });
    await owner.query("analyze cost_rollups");
    await ask(database, { organizationId: id });
    series();
  } finally {
    await owner.query("delete from cost_rollups where organization_id = $1", [id]);
    await owner.query("delete from cost_lines where organization_id = $1", [id]);
    await owner.query("delete from organizations where id = $1", [id]);
    await owner.end();
  }
}

/** Each cell at a prime's step, so that days, services, accounts and regions all vary. */
const cells = (id: string) => `select '${id}'::uuid as organization_id, date '2021-11-22' + (n % ${DAYS})::int as day,
  (300000000000 + (n * 7 % ${ACCOUNTS}))::text as sub_account_id, 'Service ' || (n * 13 / ${DAYS} % ${SERVICES}) as service,
  'region-' || (n * 3 % ${REGIONS}) as region, 'i-' || n as resource_id, (n % 977)::numeric / 31 as amount
  from generate_series(0, ${LINES} - 1) n`;

async function ingest(owner: pg.Client, id: string) {
  await owner.query(
    "create temporary table bare (organization_id uuid, day date, sub_account_id text, service text, region text, resource_id text, amount numeric)",
  );
  const bare = await timed(() => owner.query(`insert into bare ${cells(id)}`));
  await owner.query(`copy bare to '/tmp/${SLUG}.copy'`);
  await owner.query("create temporary table copied (like bare)");
  const copy = await timed(() => owner.query(`copy copied from '/tmp/${SLUG}.copy'`));
  const ledger = await timed(() =>
    owner.query(`insert into cost_lines (organization_id, day, source, sub_account_id, service, region, resource_id, currency, unblended, amortized, net_unblended, net_amortized, is_estimated, changed_at)
      select organization_id, day, 'export', sub_account_id, service, region, resource_id, 'USD', amount, amount, amount, amount, false, now() from bare`),
  );
  const rate = (ms: number) => `${Math.round((LINES / ms) * 1000).toLocaleString("en")} rows/s`;
  console.log(
    `made ${rate(bare)} · COPY into a bare table ${rate(copy)} · into the ledger, key and four indexes ${rate(ledger)} (${(copy / ledger).toFixed(2)} of COPY)`,
  );
}

type Key = { organizationId: string };
type Database = ReturnType<typeof openDatabase>;

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

const QUESTIONS: [name: string, input: Record<string, unknown>][] = [
  ["30 days by service", { from: "2026-10-22", to: "2026-11-20" }],
  ["30 days by account", { from: "2026-10-22", to: "2026-11-20", by: "account" }],
  ["90 days by region", { from: "2026-08-23", to: "2026-11-20", by: "region" }],
  ["90 days by service of one account", { from: "2026-08-23", to: "2026-11-20", account: ["300000000007"] }],
  [
    "90 days by account of one service",
    { from: "2026-08-23", to: "2026-11-20", by: "account", service: ["Service 7"] },
  ],
  ["a year by service, what we run", { from: "2025-11-21", to: "2026-11-20", metric: "run" }],
  ["five years by account", { from: "2021-11-22", to: "2026-11-20", by: "account" }],
  [
    "30 days by region of one account (two dimensions)",
    { from: "2026-10-22", to: "2026-11-20", by: "region", account: ["300000000007"] },
  ],
];

async function ask(database: Database, key: Key) {
  console.log("question                                              p50 ms    p95 ms   reads the ledger by");
  for (const [name, input] of QUESTIONS) {
    const parsed = Exploration.parse({ metric: "pay", ...input });
    const tookMs: number[] = [];
    for (let n = 0; n < ASKS; n++)
      tookMs.push(
        await timed(() =>
          database.read(
            key,
            (db) => exploreQueries(db, NOW, parsed),
            () => null,
          ),
        ),
      );
    tookMs.sort((a, b) => a - b);
    const plan = await database.write(key, async (tx) => {
      const [query] = exploreQueries(tx as never, NOW, parsed);
      const { rows } = await tx.execute(sql`explain select * from ${query} asked`);
      return rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    });
    const scan =
      /Seq Scan on cost_(lines|rollups)/.exec(plan)?.[0] ?? (/cost_lines/.test(plan) ? "an index" : "not at all");
    const at = (share: number) => (tookMs[Math.min(ASKS - 1, Math.floor(ASKS * share))] ?? 0).toFixed(1).padStart(9);
    console.log(`${name.padEnd(50)}${at(0.5)} ${at(0.95)}   ${scan}`);
  }
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
neonConfig.webSocketConstructor ??= WebSocket;
