import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { laneOf } from "../../src/costs/lanes.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { booksOf, type Charge, decimalOf, seenOn } from "../fakes/cost-books.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(300_000);
const NOW = new Date("2026-11-21T06:00:00Z");
const charges = booksOf({ from: "2026-10-01", until: "2026-11-22", accounts: 2, services: 3, regions: 1 });
const simulator = costSimulator({ charges, now: () => NOW, pageSize: 5000 });
let world: World;
beforeAll(async () => {
  world = await openWorld({
    costHistory: "whole",
    now: () => NOW,
    ports: { aws: { ...awsAccess({ connector: null }), open: async () => simulator.aws } },
  });
});
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const PART_BYTES = 1_500_000;

async function upload(org: Org, name: string, file: Uint8Array, partBytes = PART_BYTES) {
  const parts = Math.max(1, Math.ceil(file.length / partBytes));
  const as = org.as("maintainer");
  const { id } = await as.costs.imports.create.mutate({ name, sizeBytes: file.length, parts });
  // Out of order, as parallel uploads arrive.
  for (let number = parts - 1; number >= 0; number--)
    await as.costs.imports.addPart.mutate({
      id,
      number,
      data: Buffer.from(file.subarray(number * partBytes, (number + 1) * partBytes)).toString("base64"),
    });
  await world.drain();
  const found = (await as.costs.imports.list.query()).items.find((each) => each.id === id);
  if (!found) throw new Error("the import is not listed");
  return found;
}

const HEADER = [
  "BilledCost",
  "EffectiveCost",
  "ListCost",
  "ContractedCost",
  "BillingCurrency",
  "BillingAccountId",
  "ChargeCategory",
  "ChargePeriodStart",
  "ChargePeriodEnd",
  "ServiceName",
  "SubAccountId",
  "RegionId",
  "ResourceId",
  "ProviderName",
  "Tags",
];
const bytes = (text: string) => new TextEncoder().encode(text);
const focusCells = (charge: Charge) => [
  ...[
    decimalOf(charge.netUnblended),
    decimalOf(charge.netAmortized),
    decimalOf(charge.unblended),
    decimalOf(charge.unblended),
  ],
  ...["USD", "300000000000", laneOf(charge.record), `${charge.day}T00:00:00Z`, `${charge.day}T01:00:00Z`],
  ...[charge.service, charge.account, charge.region === "NoRegion" ? "" : charge.region, "", "AWS"],
  Object.values(charge.tags).some(Boolean) ? `"${JSON.stringify(charge.tags).replaceAll('"', '""')}"` : "",
];
const focusCsv = (list: readonly Charge[]) =>
  [HEADER, ...list.map(focusCells)].map((cells) => cells.join(",")).join("\n");
const line = (more: Record<string, string> = {}) => {
  const values: Record<string, string> = {
    BilledCost: "1",
    EffectiveCost: "1",
    ListCost: "1",
    ContractedCost: "1",
    BillingCurrency: "USD",
    BillingAccountId: "1",
    ChargeCategory: "Usage",
    ChargePeriodStart: "2026-11-01T00:00:00Z",
    ChargePeriodEnd: "2026-11-01T01:00:00Z",
    ServiceName: "AWS Lambda",
    SubAccountId: "300000000001",
    ProviderName: "AWS",
    ...more,
  };
  return HEADER.map((name) => values[name] ?? "").join(",");
};
const file = (...lines: string[]) => bytes([HEADER.join(","), ...lines].join("\n"));
const linesOf = async (org: Org) =>
  (
    await world.owner.query(
      "select count(*)::int n, count(*) filter (where counts)::int c from cost_lines where organization_id = $1",
      [org.id],
    )
  ).rows[0];

test("the same books by Cost Explorer and by a FOCUS export reconcile to 0.00, and going back changes nothing", async () => {
  const acme = await world.org();
  await world.owner.query("insert into aws_accounts (organization_id, name, kind) values ($1, 'payer', 'sample')", [
    acme.id,
  ]);
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  const pay = { from: "2026-10-01", to: "2026-11-21", metric: "pay" } as const;
  const before = await acme.as("viewer").costs.byDay.query(pay);
  const seen = seenOn(charges, "2026-11-21");
  const done = await upload(acme, "focus.csv.gz", new Uint8Array(gzipSync(focusCsv(seen))), 40_000);
  expect(done).toMatchObject({ state: "done", report: { rows: seen.length, currency: "USD", problemCount: 0 } });
  const { months, differences } = await acme.as("viewer").costs.imports.reconcile.query({ id: done.id });
  expect(differences).toEqual([]);
  expect(months.length).toBe(4);
  for (const month of months)
    expect(month).toMatchObject({ isTold: true, billedDifference: "0", effectiveDifference: "0" });
  expect(await acme.as("viewer").costs.byDay.query(pay)).toMatchObject({
    days: before.days.map(({ day, total }) => ({ day, total })),
  });

  // A day that AWS books twice is found by its day, account and lane.
  const [first] = seen;
  if (!first) throw new Error("no charge");
  const again = await upload(acme, "again.csv", bytes(focusCsv([...seen, first])));
  const found = await acme.as("viewer").costs.imports.reconcile.query({ id: again.id });
  expect(found.differences).toEqual([
    expect.objectContaining({
      day: first.day,
      subAccountId: first.account,
      service: first.service,
      billedDifference: decimalOf(first.netUnblended),
    }),
  ]);

  await acme.as("maintainer").costs.imports.remove.mutate({ id: again.id });
  expect((await acme.as("viewer").costs.byDay.query(pay)).days.map(({ total }) => total)).toEqual(
    before.days.map(({ total }) => total),
  );
  const csv = await acme.as("viewer").costs.exportFocus.query({ month: "2026-11-01" });
  expect(csv.lines).toBe(
    (await linesOf(acme)).c -
      (
        await world.owner.query(
          "select count(*)::int n from cost_lines where organization_id = $1 and day < '2026-11-01'",
          [acme.id],
        )
      ).rows[0].n,
  );

  // What we export is FOCUS 1.2 to our own strict reader, and imports to the same.
  const rival = await world.org();
  const back = await upload(rival, "ours.csv", bytes(csv.text));
  expect(back).toMatchObject({ state: "done", report: { rows: csv.lines, violations: [], problems: [] } });
  expect(
    (await rival.as("viewer").costs.byDay.query({ ...pay, from: "2026-11-01" })).days.map(({ total }) => total),
  ).toEqual(before.days.filter(({ day }) => day >= "2026-11-01").map(({ total }) => total));
});

test("Parquet reads as CSV does, row group by row group", async () => {
  const acme = await world.org();
  const some = seenOn(charges, "2026-11-21").filter(({ day }) => day >= "2026-11-01");
  const rows = some.map(focusCells);
  const column = (name: string) => ({
    name,
    data: rows.map((row) => row[HEADER.indexOf(name)]?.replace(/^"|"$/g, "").replaceAll('""', '"') ?? ""),
    type: "STRING" as const,
  });
  const buffer = parquetWriteBuffer({ columnData: HEADER.map(column), rowGroupSize: 100 });
  const done = await upload(acme, "focus.parquet", new Uint8Array(buffer), 9000);
  expect(done).toMatchObject({ state: "done", report: { rows: some.length, format: "FOCUS, parquet" } });
  const { days } = await acme.as("viewer").costs.byDay.query({ from: "2026-11-01", to: "2026-11-21", metric: "pay" });
  const csv = await world.org();
  await upload(csv, "focus.csv", bytes(focusCsv(some)));
  expect(days).toEqual(
    (await csv.as("viewer").costs.byDay.query({ from: "2026-11-01", to: "2026-11-21", metric: "pay" })).days,
  );
});

test("what writers do differently is read as meant: a byte order mark, CRLF, line breaks in quotes, NULL, exponents, older versions", async () => {
  const acme = await world.org();
  // FOCUS 1.0 has no InvoiceId and no SubAccountType; 1.1 none of PricingCurrency.
  const header =
    "\ufeffBilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SubAccountId,ChargeDescription,ChargeClass,RegionId";
  const rows = [
    '1.5e-3,-2,USD,Usage,2026-11-01 00:00:00,AWS Lambda,1,"two\r\nlines, ""quoted""",NULL,null',
    "+1,1E2,usd,usage,2026-11-01T05:00:00+05:00,AWS Lambda,1,,,eu-west-1",
  ];
  const done = await upload(acme, "focus-1.0.csv", bytes(`${[header, ...rows].join("\r\n")}\r\n`), 100);
  expect(done).toMatchObject({ state: "done", report: { rows: 2, currency: "USD", problems: [] } });
  const { rows: lines } = await world.owner.query(
    "select region, trim_scale(net_unblended)::text b, trim_scale(net_amortized)::text e from cost_lines where organization_id = $1 order by region",
    [acme.id],
  );
  expect(lines).toEqual([
    { region: "", b: "0.0015", e: "-2" },
    { region: "eu-west-1", b: "1", e: "100" },
  ]);
});

test("a Cost and Usage Report is amortised by its own columns", async () => {
  const acme = await world.org();
  const header =
    "lineItem/UsageStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/ProductCode,lineItem/UsageType,product/ProductName,savingsPlan/SavingsPlanEffectiveCost,savingsPlan/TotalCommitmentToDate,savingsPlan/UsedCommitment,reservation/EffectiveCost,resourceTags/user:Owner";
  const cur = [
    header,
    "2026-11-01T00:00:00Z,1,Usage,10,USD,AmazonS3,Requests,Amazon Simple Storage Service,,,,,payments",
    "2026-11-01T00:00:00Z,1,SavingsPlanCoveredUsage,8,USD,AmazonEC2,BoxUsage:m5.large,,5,,,,",
    "2026-11-01T00:00:00Z,1,SavingsPlanNegation,-8,USD,AmazonEC2,BoxUsage:m5.large,,,,,,",
    "2026-11-01T00:00:00Z,1,SavingsPlanRecurringFee,7,USD,ComputeSavingsPlans,ComputeSP,Savings Plans for AWS Compute usage,,7,5,,",
    "2026-11-01T00:00:00Z,1,DiscountedUsage,0,USD,AmazonEC2,HeavyUsage:m5.large,,,,,3,",
    "2026-11-01T00:00:00Z,1,Tax,2,USD,AmazonS3,,Amazon Simple Storage Service,,,,,",
    "2026-11-01T00:00:00Z,1,Credit,-1,USD,AmazonS3,,Amazon Simple Storage Service,,,,,",
  ].join("\n");
  expect(await upload(acme, "cur.csv", bytes(cur))).toMatchObject({
    state: "done",
    report: { categories: { Usage: 4, Purchase: 1, Tax: 1, Credit: 1 } },
  });
  const of = async (metric: "pay" | "run" | "amortized") =>
    (await acme.as("viewer").costs.byDay.query({ from: "2026-11-01", to: "2026-11-01", metric })).days[0]?.total;
  expect([await of("pay"), await of("amortized"), await of("run")]).toEqual(["18", "21", "20"]);
  expect((await acme.as("viewer").costs.teams.query({ month: "2026-11-01", metric: "pay" })).items).toEqual(
    [
      { team: "payments", amount: "10", before: "0" },
      { team: "", amount: "8", before: "0" },
    ].sort((a, b) => Number(b.amount) - Number(a.amount)),
  );
});

describe("a bad file is told by line, and nothing of it is imported", () => {
  const half = (whole: Uint8Array) => whole.subarray(0, Math.floor(whole.length / 2));
  const many = file(...Array.from({ length: 5000 }, (_, at) => line({ ResourceId: `i-${at}` })));
  const cases: [name: string, content: () => Uint8Array, lineNumber: number | null, sentence: RegExp][] = [
    ["a gzip that is cut off", () => half(new Uint8Array(gzipSync(many))), null, /cut off or broken/],
    ["a quote that never ends", () => file(line(), `"1,2`), 3, /cut off/],
    ["columns of something else", () => bytes("a,b\n1,2"), 1, /Columns are missing: .*BilledCost|line_item/],
    ["two currencies", () => file(line(), line({ BillingCurrency: "EUR" })), 3, /in EUR, those before it in USD/],
    [
      "an amount that is none",
      () => file(line(), line(), line({ BilledCost: "1,5".replace(",", "x") })),
      4,
      /BilledCost is "1x5", which is no amount/,
    ],
    ["an exponent that would fill the memory", () => file(line({ BilledCost: "1e999999999" })), 2, /no amount/],
    ["a category of nobody", () => file(line({ ChargeCategory: "Gift" })), 2, /none of Usage, Purchase/],
    ["a day that is none", () => file(line({ ChargePeriodStart: "yesterday" })), 2, /no date/],
    ["a day before AWS", () => file(line({ ChargePeriodStart: "1970-01-01T00:00:00Z" })), 2, /no day of a bill/],
    ["a value too many", () => file(line(), `${line()},1`), 3, /16 values, the header 15/],
    [
      "a column that stands twice",
      () => bytes(`${HEADER.join(",")},BilledCost\n${line()},2`),
      1,
      /BilledCost stands twice/,
    ],
    [
      "a header in the middle, where two files were put together",
      () => file(line(), HEADER.join(","), line()),
      3,
      /BilledCost is "BilledCost", which is no amount/,
    ],
    ["a header alone", () => file(), 1, /no lines/],
    ["a bomb", () => new Uint8Array(gzipSync(new Uint8Array(80 * 1024 * 1024))), 1, /longer than 1 MB|times its size/],
    ["a Parquet file that is cut off", () => bytes("PAR1 and nothing more"), 1, /Parquet file is cut off/],
  ];
  for (const [name, content, lineNumber, sentence] of cases)
    test(name, async () => {
      const acme = await world.org();
      const refused = await upload(acme, "bad", content());
      expect(refused.state).toBe("refused");
      const [problem] = refused.report?.problems ?? [];
      expect(problem?.sentence).toMatch(sentence);
      if (lineNumber !== null) expect(problem?.line).toBe(lineNumber);
      expect(await linesOf(acme)).toEqual({ n: 0, c: 0 });
      const left = await world.owner.query(
        "select (select count(*) from cost_import_lines where organization_id = $1)::int + (select count(*) from cost_import_parts where organization_id = $1)::int n",
        [acme.id],
      );
      expect(left.rows[0].n).toBe(0);
    });

  test("parts that are not the file that was announced", async () => {
    const as = (await world.org()).as("maintainer");
    const { id } = await as.costs.imports.create.mutate({ name: "a.csv", sizeBytes: 10, parts: 1 });
    await expect(as.costs.imports.addPart.mutate({ id, number: 1, data: "YWJj" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
    await expect(as.costs.imports.addPart.mutate({ id, number: 0, data: "YWJj" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });
});

const SAMPLE = `${import.meta.dir}/../../../shared/data/costs/focus/focus_sample.csv`;
test.if(existsSync(SAMPLE))("the FinOps Foundation's sample: read lenient, told strict", async () => {
  const acme = await world.org();
  const done = await upload(acme, "focus_sample.csv", readFileSync(SAMPLE));
  expect(done.state).toBe("done");
  expect(done.report).toMatchObject({ rows: 1000, categories: { Usage: 997, Adjustment: 2, Credit: 1 } });
  expect(done.report?.providers.AWS).toBe(942);
  const rules = done.report?.violations.map(({ column, rule }) => `${column} ${rule}`) ?? [];
  expect(rules).toContain("Id is no column of FOCUS 1.2 and does not begin with x_");
  expect(rules.some((rule) => rule.startsWith("ChargeFrequency must be one of"))).toBe(true);
  expect(rules).toContain("ChargePeriodStart must be ISO 8601 in UTC, such as 2026-11-01T00:00:00Z");
  expect(rules).toContain("AvailabilityZone null is an empty value, not a word");
});
