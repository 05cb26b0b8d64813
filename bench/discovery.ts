import { loadavg } from "node:os";
import { waitUntil } from "../dev/listen.ts";
import { fakeAws } from "../tests/fakes/aws.ts";
import { fewestCalls, largeAws, sizeOf } from "../tests/fakes/aws-large.ts";
import { type Member, type Stack, startStack } from "../tests/faults/stack.ts";
import { fillGaps, newKeys, onlyRegions } from "../tests/services/connections.ts";
import { findMoto, startMoto } from "../tests/services/moto.ts";
import { cpuSeconds, peakMb } from "./process.ts";

const SCAN_MS = 900_000;
const RESOURCES = Number(process.argv.find((word) => /^\d{4,6}$/.test(word)) ?? 10_000);
const TABLES = ["resources", "entities", "relations", "findings", "finding_changes", "judgements", "sightings"];
const PARTS = ["workerd", "postgres", "neon"] as const;

/**
 * An account of 10,000, or of as many as are asked for (`bun run bench discovery 100000`), in AWS's own protocols, read by
 * the built Worker in workerd: twice, so that the second scan shows what an unchanged account costs. The calls are set
 * beside the fewest that could read as much.
 */
export async function discovery() {
  const size = sizeOf(RESOURCES);
  if (!findMoto()) return console.log("skipped: moto_server is neither on PATH nor in MOTO_SERVER");
  const moto = await startMoto();
  const front = onlyRegions(moto.url, ["us-east-1"]);
  const fake = fillGaps(fakeAws(front.url));
  const large = largeAws(fake.url, size);
  let stack: Stack | undefined;
  try {
    stack = await startStack({ AWS_ENDPOINT: large.url });
    const acme = await stack.signUp("Acme");
    const idle = peakMb(stack);
    const first = await scanned(stack, acme, large.calls, "inventory.accounts.connectKeys", {
      name: `Account of ${RESOURCES}`,
      ...newKeys(),
    });
    console.log(line("first scan", first));
    const [account] = await stack.sql<{ id: string }>("select id from aws_accounts where organization_id = $1", [
      acme.organizationId,
    ]);
    const second = await scanned(stack, acme, large.calls, "inventory.accounts.discover", { id: account?.id });
    console.log(line("second scan", second));
    console.log(`fewest calls that could read it: ${fewestCalls(size)}, without those to what is empty`);
    console.log(`at most ${large.atOnce.most} calls to AWS at once`);
    console.log(`workerd's peak: ${peakMb(stack)} MB resident, ${idle} MB before the first scan`);
    const outcomes = Object.groupBy(fake.seen, ({ outcome }) => outcome);
    if (outcomes.unknown) console.log(`${outcomes.unknown.length} calls were of an unknown kind`);
  } finally {
    await stack?.stop();
    large.stop();
    fake.stop();
    await front.stop();
    await moto.stop();
  }
}

type Scan = {
  seconds: number;
  calls: Map<string, number>;
  rows: Map<string, number>;
  verdicts: number;
  evaluated: number;
  resources: number;
  cpu: string;
};

async function scanned(
  stack: Stack,
  acme: Member,
  calls: Map<string, number>,
  path: string,
  input: object,
): Promise<Scan> {
  calls.clear();
  const before = await writtenRows(stack);
  const cpuBefore = PARTS.map((part) => cpuSeconds(stack, part));
  const earlier = await stack.sql<{ id: string }>("select id from jobs where organization_id = $1", [
    acme.organizationId,
  ]);
  const startedAt = performance.now();
  const { status, text } = await acme.mutate(path, input);
  if (status !== 200) throw new Error(`${path} answers ${status} ${text}`);
  const isDone = async () => {
    const [row] = await stack.sql<{ open: number; failed: number }>(
      `select count(*) filter (where state in ('queued', 'running'))::int as open,
        count(*) filter (where state = 'failed')::int as failed from jobs where organization_id = $1 and name like 'inventory.%'`,
      [acme.organizationId],
    );
    if (row?.failed) throw new Error(`${row.failed} jobs failed`);
    return row?.open === 0;
  };
  if (!(await waitUntil(isDone, { limitMs: SCAN_MS, everyMs: 200 }))) throw new Error("The scan does not end");
  const seconds = (performance.now() - startedAt) / 1000;
  const made = new Map(calls);
  const cpu = PARTS.map((part, at) => `${part} ${(cpuSeconds(stack, part) - (cpuBefore[at] ?? 0)).toFixed(1)} s`);
  // Counters are written when a connection has been idle for a second (pgstat).
  await Bun.sleep(2_500);
  const after = await writtenRows(stack);
  const [counted] = await stack.sql<{ resources: number; verdicts: number; evaluated: number }>(
    `select (select count(*) from resources where organization_id = $1 and vanished_at is null)::int as resources,
      (select count(*) from findings where organization_id = $1)::int as verdicts,
      (select sum((outcome ->> 'rulesEvaluated')::int) from jobs
        where organization_id = $1 and name = 'inventory.discover-service' and not id = any($2))::int as evaluated`,
    [acme.organizationId, earlier.map(({ id }) => id)],
  );
  const rows = new Map(TABLES.map((table) => [table, (after.get(table) ?? 0) - (before.get(table) ?? 0)]));
  const { verdicts = 0, evaluated = 0, resources = 0 } = counted ?? {};
  return { seconds, calls: made, rows, verdicts, evaluated, resources, cpu: cpu.join(", ") };
}

async function writtenRows(stack: Stack): Promise<Map<string, number>> {
  const rows = await stack.sql<{ name: string; written: number }>(
    "select relname as name, (n_tup_ins + n_tup_upd)::int as written from pg_stat_user_tables where relname = any($1)",
    [TABLES],
  );
  return new Map(rows.map(({ name, written }) => [name, written]));
}

function line(what: string, { seconds, calls, rows, verdicts, evaluated, resources, cpu }: Scan): string {
  const [load = 0] = loadavg();
  const made = [...calls].sort(([, a], [, b]) => b - a);
  const total = made.reduce((sum, [, count]) => sum + count, 0);
  const most = made.slice(0, 8).map(([action, count]) => `${action} ${count}`);
  const written = [...rows].map(([table, count]) => `${table} ${count}`);
  return [
    `${what}: ${resources} resources in ${seconds.toFixed(1)} s, ${(resources / seconds).toFixed(0)} a second; load ${load.toFixed(1)}`,
    `  ${verdicts} verdicts stand, ${evaluated} rules evaluated; rows written: ${written.join(", ")}`,
    `  processor time: ${cpu}`,
    `  ${total} calls to AWS: ${most.join(", ")}`,
  ].join("\n");
}
