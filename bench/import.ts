import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import { waitUntil } from "../dev/listen.ts";
import { FOCUS_COLUMNS } from "../src/costs/focus/columns.ts";
import { type Member, type Stack, startStack } from "../tests/faults/stack.ts";
import { cpuSeconds, peakMb } from "./process.ts";

const MEGABYTES = Number(process.argv.find((word) => /^\d{1,4}$/.test(word)) ?? 500);
/** Bytes a part; as base64 within the 8 MB that a part may have. */
const PART_BYTES = 6 * 1024 * 1024;
const READ_MS = 900_000;
const SERVICES = ["Amazon Elastic Compute Cloud", "Amazon Relational Database Service", "AWS Lambda", "Amazon S3"];
const DAYS = 30;
const HOURS = 24;

/**
 * A month's FOCUS export of 500 MB, or of as many as are asked for (`bun run bench import 100`), uploaded in parts and
 * read by the built Worker in workerd: as text and packed. Beside it, the same lines by a bare COPY of their text.
 */
export async function importing() {
  const paths = { csv: join(tmpdir(), "bench-import.csv"), copied: join(tmpdir(), "bench-import.copy") };
  const { rows, bytes, dollars } = await writeMonth(paths.csv, paths.copied);
  console.log(
    `FOCUS 1.2 with ${FOCUS_COLUMNS.length} columns: ${rows.toLocaleString("en")} hourly lines, ${megabytes(bytes)} MB`,
  );
  const packed = `${paths.csv}.gz`;
  await Bun.file(paths.csv).stream().pipeTo(packedInto(packed));
  for (const [kind, path] of [
    ["csv", paths.csv],
    ["csv.gz", packed],
  ] as const) {
    const stack = await startStack();
    try {
      const acme = await stack.signUp("Acme");
      if (kind === "csv") await copyBare(stack, paths.copied, rows);
      await measure(stack, acme, kind, path, { rows, dollars });
    } finally {
      await stack.stop();
    }
  }
  for (const path of [paths.csv, paths.copied, packed]) await Bun.file(path).delete();
}

async function measure(
  stack: Stack,
  acme: Member,
  kind: string,
  path: string,
  { rows, dollars }: { rows: number; dollars: number },
) {
  const file = Bun.file(path);
  const parts = Math.ceil(file.size / PART_BYTES);
  const idle = peakMb(stack);
  const startedAt = performance.now();
  const { id } = await done<{ id: string }>(
    acme.mutate("costs.imports.create", { name: `month.${kind}`, sizeBytes: file.size, parts }),
  );
  for (let number = 0; number < parts; number++) {
    const data = Buffer.from(await file.slice(number * PART_BYTES, (number + 1) * PART_BYTES).arrayBuffer());
    await done(acme.mutate("costs.imports.addPart", { id, number, data: data.toString("base64") }));
  }
  const uploadedAt = performance.now();
  const uploadPeak = peakMb(stack);
  const cpuBefore = cpuSeconds(stack, "workerd");
  let slowest = { ms: 0 };
  let state = "";
  const isRead = async () => {
    const askedAt = performance.now();
    const { items } = await done<{ items: { id: string; state: string }[] }>(acme.query("costs.imports.list"));
    slowest = { ms: Math.max(slowest.ms, performance.now() - askedAt) };
    state = items.find((item) => item.id === id)?.state ?? "";
    return state !== "reading";
  };
  if (!(await waitUntil(isRead, { limitMs: READ_MS, everyMs: 250 }))) throw new Error("The import does not end");
  const readAt = performance.now();
  const [told] = await stack.sql<{ rows: number; lines: number; dollars: string; problems: unknown }>(
    `select (report ->> 'rows')::int as rows, lines, report -> 'problems' as problems,
      (select sum(net_unblended) from cost_lines l where l.organization_id = i.organization_id) as dollars
      from cost_imports i where id = $1`,
    [id],
  );
  const isEqual = told?.rows === rows && Math.abs(Number(told.dollars) - dollars) < 0.005;
  const seconds = (readAt - uploadedAt) / 1000;
  console.log(
    [
      `${kind}, ${megabytes(file.size)} MB in ${parts} parts: ${state}, ${told?.rows} lines became ${told?.lines} of the ledger, $${Number(told?.dollars).toFixed(2)}: ${isEqual ? "equal" : `NOT the file's $${dollars.toFixed(2)}, ${JSON.stringify(told?.problems)}`}`,
      `  uploaded in ${((uploadedAt - startedAt) / 1000).toFixed(1)} s, read in ${seconds.toFixed(1)} s: ${Math.round(rows / seconds).toLocaleString("en")} lines a second; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
      `  workerd: ${(cpuSeconds(stack, "workerd") - cpuBefore).toFixed(1)} s of processor time to read it; peak ${idle} MB before, ${uploadPeak} MB after the upload, ${peakMb(stack)} MB after the reading`,
      `  meanwhile the slowest answer to another request took ${slowest.ms.toFixed(0)} ms`,
    ].join("\n"),
  );
}

/** The answer's data, or an end with its text. */
async function done<T>(asked: Promise<{ status: number; body: unknown; text: string }>): Promise<T> {
  const { status, body, text } = await asked;
  if (status !== 200) throw new Error(`${status} ${text.slice(0, 500)}`);
  return (body as { result: { data: T } }).result.data;
}

async function copyBare(stack: Stack, path: string, rows: number) {
  const startedAt = performance.now();
  await stack.sql(
    `create table bench_bare (day date, service text, resource text, amount numeric); copy bench_bare from '${path}'; drop table bench_bare`,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `bare COPY of four columns: ${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString("en")} lines a second`,
  );
}

/** Hour by hour, as AWS writes it; each resource in each hour of November. */
async function writeMonth(path: string, copied: string) {
  const header = FOCUS_COLUMNS.map(({ name }) => name).join(",");
  const sample = lineOf(0, 0, 0).csv.length + 1;
  const resources = Math.max(1, Math.round((MEGABYTES * 1_000_000) / sample / (DAYS * HOURS)));
  const [csv, bare] = [Bun.file(path).writer(), Bun.file(copied).writer()];
  csv.write(`${header}\n`);
  let [rows, bytes, cents] = [0, header.length + 1, 0];
  for (let day = 0; day < DAYS; day++) {
    for (let hour = 0; hour < HOURS; hour++)
      for (let resource = 0; resource < resources; resource++) {
        const line = lineOf(day, hour, resource);
        csv.write(`${line.csv}\n`);
        bare.write(`${line.bare}\n`);
        rows++;
        bytes += line.csv.length + 1;
        cents += line.tenThousandths;
      }
    await csv.flush();
    await bare.flush();
  }
  await csv.end();
  await bare.end();
  return { rows, bytes, dollars: cents / 10_000 };
}

function lineOf(day: number, hour: number, resource: number) {
  const tenThousandths = 100 + ((resource * 7919 + hour * 31 + day) % 9000);
  const cost = (tenThousandths / 10_000).toFixed(10);
  const date = `2026-11-${String(day + 1).padStart(2, "0")}`;
  const at = (hours: number) => `${date}T${String(hours).padStart(2, "0")}:00:00Z`;
  const service = SERVICES[resource % SERVICES.length] ?? "";
  const id = `arn:aws:ec2:eu-west-1:123456789012:instance/i-${String(resource).padStart(17, "0")}`;
  const cells: Record<string, string> = {
    ...{ BilledCost: cost, EffectiveCost: cost, ListCost: cost, ContractedCost: cost, BillingCurrency: "USD" },
    ...{ BillingAccountId: "123456789012", BillingAccountName: "Payer", BillingAccountType: "Management" },
    ...{ BillingPeriodStart: "2026-11-01T00:00:00Z", BillingPeriodEnd: "2026-12-01T00:00:00Z" },
    ...{ ChargeCategory: "Usage", ChargeFrequency: "Usage-Based", ChargeDescription: "$0.192 per On Demand hour" },
    ...{ ChargePeriodStart: at(hour), ChargePeriodEnd: hour === 23 ? `${date}T23:59:59Z` : at(hour + 1) },
    ...{ ConsumedQuantity: "1", ConsumedUnit: "Hours", PricingQuantity: "1", PricingUnit: "Hours" },
    ...{ ContractedUnitPrice: "0.192", ListUnitPrice: "0.192", PricingCategory: "Standard", PricingCurrency: "USD" },
    ...{ InvoiceIssuerName: "Amazon Web Services, Inc.", ProviderName: "AWS", PublisherName: "AWS" },
    ...{ RegionId: "eu-west-1", RegionName: "EU (Ireland)", ResourceId: id, ResourceName: `server-${resource}` },
    ...{ ServiceName: service, ServiceCategory: "Compute", ServiceSubcategory: "Virtual Machines" },
    ...{ SkuId: "JRTCKXETXF6Z5QKS", SkuPriceId: "JRTCKXETXF6Z5QKS.JRTCKXETXF.6YS6EN2CT7", SkuMeter: "BoxUsage:m6i" },
    ...{ SubAccountId: String(300_000_000_000 + (resource % 5)), SubAccountName: "shop", SubAccountType: "Linked" },
    ...{ Tags: `"{""team"":""team-${resource % 9}"",""env"":""production""}"` },
  };
  const csv = FOCUS_COLUMNS.map(({ name }) => {
    const cell = cells[name] ?? "";
    return cell.includes(",") && !cell.startsWith('"') ? `"${cell}"` : cell;
  }).join(",");
  return { csv, bare: `${date}\t${service}\t${id}\t${cost}`, tenThousandths };
}

function packedInto(path: string): WritableStream<Uint8Array> {
  const gzip = createGzip();
  const sink = Bun.file(path).writer();
  gzip.on("data", (bytes: Uint8Array) => void sink.write(bytes));
  const ended = new Promise((resolve) => gzip.on("end", resolve));
  return new WritableStream({
    write: (bytes) => new Promise((resolve) => void gzip.write(bytes, () => resolve())),
    async close() {
      gzip.end();
      await ended;
      await sink.end();
    },
  });
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0);
