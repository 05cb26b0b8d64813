import { parseArgs } from "node:util";
import { judgeAll } from "../src/findings/judge.ts";
import type { Status } from "../src/findings/rule.ts";
import {
  discoverRegions,
  discoverService,
  homeRegion,
  identify,
  placesOf,
  SERVICES,
} from "../src/inventory/discover.ts";
import type { Discovered } from "../src/inventory/resource-type.ts";
import { type Aws, AwsError } from "../src/ports/aws.ts";
import { awsFromCredentials } from "../src/ports/aws-sdk.ts";

const USAGE = `bun run scan -- [--endpoint <url>] [--regions a,b] [--json]

Reads an AWS account and judges it, without a database.
  --endpoint  another server that speaks AWS's protocols, such as moto; AWS itself if left out
  --regions   the regions to read; every enabled region if left out. Buckets belong to the account and are always read.
  --json      one line per verdict instead of a table
Keys come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN.`;

/** 2: called wrongly or without keys · 3: AWS could not be reached or refused the keys · 4: parts could not be read. */
const EXIT = { usage: 2, unreachable: 3, partial: 4 } as const;

export type Line = { rule: string; resource: string; region: string; status: Status; message: string };
export type Scan = { lines: Line[]; resources: Discovered[]; failures: string[] };

/** Discovery and rules over one account: exactly one line per (rule, resource). */
export async function scan(
  aws: Aws,
  { regions, now, services = SERVICES }: { regions: readonly string[] | null; now: Date; services?: readonly string[] },
): Promise<Scan> {
  const identity = await identify(aws, regions?.[0]);
  const home = homeRegion(identity.partition);
  const places = regions ?? (await discoverRegions(aws, home)).map((region) => region.name);
  const resources: Discovered[] = [];
  const failures: string[] = [];
  for (const service of services) {
    for (const region of placesOf(service, places, identity.partition)) {
      try {
        for await (const page of discoverService(aws, service, { ...identity, region, now })) {
          resources.push(...page.resources);
          if (page.failure) failures.push(`${page.type} in ${region}: ${page.failure.message}`);
        }
      } catch (error) {
        if (!(error instanceof AwsError) || error.failure !== "region-off") throw error;
        failures.push(error.message);
      }
    }
  }
  return { lines: verdicts(resources, identity.accountId, now), resources, failures };
}

function verdicts(resources: readonly Discovered[], accountId: string, now: Date): Line[] {
  const context = { accountId, now, settings: { requiredTags: ["Environment", "Owner", "CostCenter"] } };
  const nameOf = displayNames(resources);
  return resources.flatMap((resource) =>
    judgeAll(resource, context).map(({ rule, verdict }) => ({
      rule: rule.id,
      resource: nameOf(resource),
      region: resource.region,
      status: verdict.status,
      message: verdict.message,
    })),
  );
}

/** A native id that holds its parent ("cluster/service") is shortened to the name where that is still unambiguous. */
function displayNames(resources: readonly Discovered[]): (resource: Discovered) => string {
  const key = ({ type, region, nativeId }: Discovered) => `${type} ${region} ${nativeId.split("/").at(-1)}`;
  const counts = countBy(resources.map(key));
  return (resource) =>
    counts.get(key(resource)) === 1 ? (resource.nativeId.split("/").at(-1) ?? "") : resource.nativeId;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function printTable({ lines, resources, failures }: Scan): void {
  const widths = { status: 14, rule: 22, region: 15 };
  for (const { status, rule, region, resource, message } of lines) {
    const columns = [status.padEnd(widths.status), rule.padEnd(widths.rule), region.padEnd(widths.region), resource];
    console.log(`${columns.join(" ")}\n${" ".repeat(widths.status + 1)}${message}`);
  }
  const counts = countBy(lines.map((line) => line.status));
  const summary = [...counts].map(([status, count]) => `${count} ${status}`).join(", ") || "none";
  console.log(`\n${resources.length} resources, ${lines.length} verdicts: ${summary}.`);
  for (const failure of failures) console.log(`Not read: ${failure}`);
}

function refuse(code: number, sentence: string): never {
  console.error(sentence);
  process.exit(code);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((argument) => argument !== "--"),
      options: {
        endpoint: { type: "string" },
        regions: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse(EXIT.usage, `${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

async function main(): Promise<void> {
  const { endpoint, regions, json, help } = readArguments();
  if (help) return console.log(USAGE);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    refuse(
      EXIT.usage,
      `There are no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.\n\n${USAGE}`,
    );
  }
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    refuse(EXIT.usage, `--endpoint is not a URL: ${endpoint}. It looks like http://127.0.0.1:5000.`);
  }
  const names = regions?.split(",").map((name) => name.trim());
  const wrong = names?.find((name) => !/^[a-z]{2,5}(-[a-z]+)+-\d$/.test(name));
  if (wrong !== undefined)
    refuse(EXIT.usage, `--regions has a name that is no region: "${wrong}". It looks like us-east-1,eu-west-1.`);
  const aws = awsFromCredentials({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN || undefined,
    endpoint,
  });
  try {
    const result = await scan(aws, { regions: names ?? null, now: new Date() });
    if (json) for (const line of result.lines) console.log(JSON.stringify(line));
    else printTable(result);
    if (result.failures.length === 0) return;
    if (json) for (const failure of result.failures) console.error(`Not read: ${failure}`);
    process.exitCode = EXIT.partial;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const hint = error.failure === "unavailable" ? ` Is ${endpoint ?? "AWS"} reachable from here?` : "";
    refuse(EXIT.unreachable, `${error.message}${hint}`);
  }
}

if (import.meta.main) await main();
