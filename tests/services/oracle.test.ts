import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { type Line, scan } from "../../dev/scan.ts";
import { RULES } from "../../src/findings/rules/index.ts";
import { RESOURCE_TYPES } from "../../src/inventory/types/index.ts";
import { awsFromCredentials } from "../../src/ports/aws-sdk.ts";
import {
  fill,
  findMoto,
  MOTO_KEYS,
  type Moto,
  NotPlayable,
  play,
  type Saved,
  type SetupStep,
  startMoto,
} from "./moto.ts";

const CASES = `${import.meta.dir}/../../../shared/data/compliance/oracle_cases.json`;

const Expected = z.object({ resource: z.string(), status: z.string() });
const Case = z.object({
  id: z.string(),
  rule: z.string(),
  regions: z.array(z.string()),
  setup: z.array(
    z.object({
      service: z.string(),
      op: z.string(),
      region: z.string().optional(),
      params: z.unknown(),
      save: z.record(z.string(), z.string()).optional(),
    }),
  ),
  expect: z.array(Expected),
  /** Our own meaning where it differs from the recorded one. */
  ours: z.array(Expected).optional(),
  verified: z.boolean(),
  note: z.string().optional(),
});
type Case = z.infer<typeof Case>;

const implemented = new Set(RULES.map((rule) => rule.id));
const all: Case[] = existsSync(CASES)
  ? z.object({ cases: z.array(Case) }).parse(JSON.parse(readFileSync(CASES, "utf8"))).cases
  : [];
const cases = all.filter((each) => implemented.has(each.rule));
const ready = findMoto() !== null && cases.length > 0;
if (!ready) console.log(`skipped: ${cases.length} cases (moto_server ${findMoto() ? "found" : "not found"})`);

const tally = { cases: 0, verdicts: 0, unverified: [] as string[], wrong: [] as string[] };
let moto: Moto;

if (ready) {
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto?.stop());

  test.each(cases.map((each): [string, Case] => [each.id, each]))("%s", async (_, each) => {
    const wrong = await wrongVerdicts(each);
    const sentences = wrong.map((text) => `${each.id} ${text}`);
    tally.cases++;
    tally.verdicts += each.expect.length;
    if (each.verified) tally.wrong.push(...sentences);
    else tally.unverified.push(`${each.id}: ${wrong.length === 0 ? "equal" : wrong.join("; ")}`);
    if (each.verified) expect(sentences).toEqual([]);
  });

  test("no verdict is wrong", () => {
    console.log(`${tally.cases} cases, ${tally.verdicts} verdicts, ${tally.wrong.length} wrong`);
    for (const text of tally.unverified) console.log(`not verified by the oracle itself: ${text}`);
    expect(tally).toMatchObject({ cases: cases.length, wrong: [] });
  });
}

/** Plays the setup, scans for real, and says what is missing, there twice, or different; nothing when all is as expected. */
async function wrongVerdicts(each: Case): Promise<string[]> {
  if (!each.note?.includes("MOTO_IAM_LOAD_MANAGED_POLICIES")) {
    await moto.reset();
    return judged(each, moto);
  }
  const own = await startMoto({ hasManagedPolicies: true });
  return judged(each, own).finally(own.stop);
}

/** Only the service of the rule is read: the others would add minutes and no verdict. */
async function judged(each: Case, server: Moto): Promise<string[]> {
  const saved = await prepare(each, server);
  const aws = awsFromCredentials({ ...MOTO_KEYS, endpoint: server.url });
  const asked = RULES.find(({ id }) => id === each.rule)?.resourceType;
  const services = RESOURCE_TYPES.filter(({ type }) => asked === "*" || type === asked).map(({ service }) => service);
  const { lines } = await scan(aws, { regions: each.regions, now: new Date(), services: [...new Set(services)] });
  const ours = lines.filter((line) => line.rule === each.rule);
  const override = new Map((each.ours ?? []).map(({ resource, status }) => [resource, status]));
  return each.expect.flatMap(({ resource, status }) => {
    const name = String(fill(resource, saved));
    const wanted = override.get(resource) ?? status;
    if (name === "*") return everyVerdict(ours, wanted);
    const found = ours.filter((line) => line.resource === name || name.endsWith(`/${line.resource}`));
    const [only, ...others] = found;
    if (!only) return [`${name}: missing, wanted ${wanted}`];
    if (others.length > 0) return [`${name}: ${found.length} verdicts`];
    return only.status === wanted ? [] : [`${name}: ${only.status} (${only.message}), wanted ${wanted}`];
  });
}

/** A case about the account: every verdict that says something must be the wanted one. */
function everyVerdict(ours: readonly Line[], wanted: string): string[] {
  const said = ours.filter(({ status }) => status !== "NOT_APPLICABLE");
  if (said.length === 0) return [`*: missing, wanted ${wanted}`];
  return said.flatMap(({ resource, status, message }) =>
    status === wanted ? [] : [`${resource}: ${status} (${message}), wanted ${wanted}`],
  );
}

/** Steps of services that the product has no client for prepare what it does not read. */
async function prepare(each: Case, server: Moto): Promise<Saved> {
  const saved: Saved = {};
  for (const step of each.setup) {
    const known: SetupStep = step;
    try {
      await play(server.url, [known], saved);
    } catch (error) {
      if (!(error instanceof NotPlayable)) throw error;
      console.log(`${each.id}: ${error.message}`);
    }
  }
  return saved;
}
