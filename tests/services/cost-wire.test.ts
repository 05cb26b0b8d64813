import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";
import { syncWindow } from "../../src/costs/cost-explorer.ts";
import { findExports } from "../../src/costs/find-exports.ts";
import { sliceOf } from "../../src/costs/import-parts.ts";
import { readWindow } from "../../src/costs/read-changes.ts";
import { partsOfObject, RANGE_BYTES } from "../../src/costs/s3-parts.ts";
import { AwsError } from "../../src/ports/aws.ts";
import { awsFromCredentials } from "../../src/ports/aws-sdk.ts";
import { booksOf } from "../fakes/cost-books.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { freePort } from "../fakes/free-port.ts";
import { findMoto, MOTO_KEYS, type Moto, startMoto } from "./moto.ts";

setDefaultTimeout(120_000);
const NOW = new Date("2026-11-21T06:00:00Z");

/** The simulator behind AWS's JSON protocol, for the SDK's own client. */
function serveSimulator(settings: { pageSize: number }) {
  const charges = booksOf({ from: "2026-10-01", until: "2026-11-22", accounts: 2, services: 3 });
  const simulator = costSimulator({ charges, now: () => NOW, ...settings });
  const targets: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: freePort(),
    async fetch(request) {
      targets.push(request.headers.get("x-amz-target") ?? "");
      const headers = { "content-type": "application/x-amz-json-1.1" };
      try {
        return Response.json(await simulator.aws.call("ce:GetCostAndUsage", await request.json(), "us-east-1"), {
          headers,
        });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return Response.json({ __type: error.code, message: error.message }, { status: 400, headers });
      }
    },
  });
  const aws = awsFromCredentials({ ...MOTO_KEYS, endpoint: server.url.origin });
  return { simulator, charges, targets, aws, stop: () => server.stop(true) };
}

describe("Cost Explorer by the SDK's client", () => {
  const window = syncWindow(NOW);
  const query = {
    TimePeriod: { Start: window.from, End: window.until },
    Granularity: "DAILY",
    Metrics: ["UnblendedCost"],
    GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }],
  } as const;
  const ask = (aws: ReturnType<typeof serveSimulator>["aws"], change: Record<string, unknown> = {}) =>
    aws.call(
      "ce:GetCostAndUsage",
      { ...query, Metrics: [...query.Metrics], GroupBy: [...query.GroupBy], ...change },
      "us-east-1",
    );

  test("a window is read page by page, through two limits of the rate that the client waits out", async () => {
    const { aws, simulator, charges, targets, stop } = serveSimulator({ pageSize: 40 });
    simulator.faults.push("ThrottlingException", "LimitExceededException");
    const { lines, requests } = await readWindow({ aws, region: "us-east-1", meter: async () => {} }, window, {
      tagKeys: ["team"],
      notOf: [],
    });
    stop();
    expect(new Set(targets)).toEqual(new Set(["AWSInsightsIndexService.GetCostAndUsage"]));
    expect(simulator.seen.requests).toBe(requests + 2);
    const days = new Set(charges.map(({ day }) => day));
    expect(new Set(lines.map(({ day }) => day))).toEqual(days);
  });

  for (const code of ["DataUnavailableException", "BillExpirationException"] as const)
    test(`${code} is told once, not tried again`, async () => {
      const { aws, simulator, stop } = serveSimulator({ pageSize: 40 });
      simulator.faults.push(code);
      const refused = await ask(aws).catch((error: unknown) => error);
      stop();
      expect(refused).toMatchObject({ code });
      expect(simulator.seen.requests).toBe(1);
    });

  const refusals: [code: string, change: (token: string) => Record<string, unknown>][] = [
    ["RequestChangedException", (NextPageToken) => ({ NextPageToken, Granularity: "MONTHLY" })],
    ["InvalidNextTokenException", () => ({ NextPageToken: "nobody-gave-this" })],
    ["ValidationException", () => ({ Metrics: ["UNBLENDED_COST"] })],
    [
      "ValidationException",
      () => ({ GroupBy: ["SERVICE", "REGION", "USAGE_TYPE"].map((Key) => ({ Type: "DIMENSION", Key })) }),
    ],
    ["ValidationException", () => ({ TimePeriod: { Start: "2026-11-21", End: "2026-11-21" } })],
  ];
  for (const [code, change] of refusals)
    test(`${code}: ${JSON.stringify(change("…"))}`, async () => {
      const { aws, stop } = serveSimulator({ pageSize: 40 });
      const { NextPageToken = "" } = await ask(aws);
      const refused = await ask(aws, change(NextPageToken)).catch((error: unknown) => error);
      stop();
      expect(refused).toBeInstanceOf(AwsError);
      expect(refused).toMatchObject({ code });
    });
});

const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 1 case (moto_server is neither on PATH nor in MOTO_SERVER)");
describe.if(HERE)("exports in S3 by the SDK's client", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  test("manifests, listed pages, ranges of 4 MB and the ETag that must not change", async () => {
    const put = async (path: string, body: Uint8Array<ArrayBuffer> | string = "") => {
      const sent = await fetch(`${moto.url}/${path}`, {
        method: "PUT",
        body,
        headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request" },
      });
      expect(sent.status).toBe(200);
    };
    const data = new Uint8Array(randomBytes(RANGE_BYTES * 2 + 12_345));
    const key = "bills/acme/data/BILLING_PERIOD=2026-11/acme-00001.snappy.parquet";
    await put("acme-bills");
    await put(`acme-bills/${key}`, data);
    const manifest = JSON.stringify({ dataFiles: [`s3://acme-bills/${key}`] });
    await put("acme-bills/bills/acme/metadata/BILLING_PERIOD=2026-11/acme-Manifest.json", manifest);
    // More than a page of the list.
    for (let n = 0; n < 1005; n++) await put(`acme-bills/bills/acme/aside/${n}`, "x");

    const aws = awsFromCredentials({ ...MOTO_KEYS, endpoint: moto.url });
    const place = { region: "us-east-1", bucket: "acme-bills", prefix: "bills" };
    const [found, ...others] = await findExports(aws, place);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ period: "2026-11", files: [{ key, sizeBytes: data.length }] });
    const [file] = found?.files ?? [];
    if (!file) throw new Error("no file");
    const parts = partsOfObject({ aws, ...place }, file);
    expect(parts.count).toBe(3);
    const whole = new Uint8Array(await sliceOf(parts, 0, data.length));
    const sum = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(sum(whole)).toBe(sum(data));

    await put(`acme-bills/${key}`, new Uint8Array(randomBytes(100)));
    await expect(partsOfObject({ aws, ...place }, file).part(0)).rejects.toThrow(/replaced while it was read/);
    await expect(findExports(aws, { ...place, bucket: "nobodys" })).rejects.toMatchObject({ code: "NoSuchBucket" });
  });
});
