import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Line, scan } from "../../dev/scan.ts";
import { RULES } from "../../src/findings/rules/index.ts";
import { RESOURCE_TYPES } from "../../src/inventory/types/index.ts";
import { awsFromCredentials } from "../../src/ports/aws-sdk.ts";
import type { Account } from "./accounts/account.ts";
import { DATA } from "./accounts/data.ts";
import { MESSAGES } from "./accounts/messages.ts";
import { NETWORKS } from "./accounts/network.ts";
import { PEOPLE } from "./accounts/people.ts";
import { WORKLOADS } from "./accounts/workloads.ts";
import { fill, findMoto, MOTO_KEYS, type Moto, play, startMoto } from "./moto.ts";

const ACCOUNTS = [...DATA, ...MESSAGES, ...NETWORKS, ...PEOPLE, ...WORKLOADS];
let moto: Moto;

if (findMoto()) {
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto?.stop());

  test.each(ACCOUNTS.map((account): [string, Account] => [account.name, account]))("%s", async (_, account) => {
    await moto.reset();
    const saved = await play(moto.url, account.setup);
    const services = servicesOf(Object.keys(account.verdicts).map((key) => key.split(" ")[0] ?? ""));
    const aws = awsFromCredentials({ ...MOTO_KEYS, endpoint: moto.url });
    const { lines } = await scan(aws, { regions: ["us-east-1"], now: new Date(), services });
    const said = Object.keys(account.verdicts).map((key) => [key, statusOf(lines, String(fill(key, saved)))]);
    expect(Object.fromEntries(said)).toEqual(account.verdicts);
  });
} else console.log(`skipped: ${ACCOUNTS.length} cases (moto_server not found)`);

function servicesOf(ids: readonly string[]): string[] {
  const types = new Set(RULES.flatMap(({ id, resourceType }) => (ids.includes(id) ? resourceType : [])));
  return [...new Set(RESOURCE_TYPES.flatMap(({ type, service }) => (types.has(type) ? service : [])))];
}

/** The one verdict of the rule on the resource; "*" asks for all that decide something, which must be the same. */
function statusOf(lines: readonly Line[], key: string): string {
  const [rule, resource = ""] = key.split(" ");
  const found = lines.filter((line) => {
    if (line.rule !== rule) return false;
    if (resource === "*") return line.status !== "NOT_APPLICABLE";
    return line.resource === resource || resource.endsWith(`/${line.resource}`);
  });
  const statuses = found.map(({ status }) => status);
  return (resource === "*" ? [...new Set(statuses)] : statuses).join(", ") || "missing";
}
