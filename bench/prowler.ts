import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { scan } from "../dev/scan.ts";
import { judgeAll } from "../src/findings/judge.ts";
import { RULES } from "../src/findings/rules/index.ts";
import type { Discovered } from "../src/inventory/index.ts";
import { awsFromCredentials } from "../src/ports/aws-sdk.ts";
import { findMoto, MOTO_KEYS, type Moto, play, startMoto } from "../tests/services/moto.ts";

const DATA = `${import.meta.dir}/../../shared/data/compliance`;
const ACCOUNT_ID = "123456789012";
const REGION = "us-east-1";
/** Each takes minutes; what does not fit into so many is named. */
const ACCOUNTS_MAX = 3;

const Rules = z.object({
  rules: z.array(z.object({ id: z.string(), prowler_checks: z.array(z.string()), note: z.string().nullish() })),
});
const Step = z.object({
  service: z.string(),
  op: z.string(),
  region: z.string().optional(),
  params: z.unknown(),
  save: z.record(z.string(), z.string()).optional(),
});
const Cases = z.object({ cases: z.array(z.object({ id: z.string(), rule: z.string(), setup: z.array(Step) })) });
/** The part of Prowler's OCSF findings that is compared. */
const Theirs = z.array(
  z.object({
    metadata: z.object({ event_code: z.string() }),
    status_code: z.string(),
    status_detail: z.string(),
    resources: z.array(z.object({ uid: z.string(), name: z.string() })).min(1),
  }),
);
type Totals = { equal: number; different: number; oursOnly: number; theirsOnly: number };
type Their = { check: string; status: string; detail: string; uid: string; name: string };

/**
 * The real Prowler beside our rules on moto accounts that the oracle's cases were played into. Compared is what
 * both decide: a rule and a resource that one of them says nothing about is counted apart.
 */
export async function prowler() {
  const binary = process.env.PROWLER || Bun.which("prowler");
  if (!binary || !findMoto() || !existsSync(DATA))
    return console.log("skipped: needs prowler (PROWLER), moto_server (MOTO_SERVER) and the oracle's cases");
  const mapped = Rules.parse(JSON.parse(readFileSync(`${DATA}/rules.json`, "utf8"))).rules;
  const { cases } = Cases.parse(JSON.parse(readFileSync(`${DATA}/oracle_cases.json`, "utf8")));
  const totals: Totals = { equal: 0, different: 0, oursOnly: 0, theirsOnly: 0 };
  let left = cases;
  for (let account = 1; account <= ACCOUNTS_MAX && left.length > 0; account++) {
    const moto = await startMoto();
    const folder = mkdtempSync(join(tmpdir(), "devcontrol-prowler-"));
    try {
      const played = await playAll(moto, left);
      left = left.filter((each) => !played.includes(each));
      const rules = new Set(played.map(({ rule }) => rule));
      const wanted = mapped.filter(({ id }) => rules.has(id));
      const checks = [...new Set(wanted.flatMap(({ prowler_checks }) => prowler_checks))];
      const aws = awsFromCredentials({ ...MOTO_KEYS, endpoint: moto.url });
      const { resources } = await scan(aws, { regions: [REGION], now: new Date() });
      const startedAt = performance.now();
      const theirs = await runProwler(binary, moto, folder, checks);
      const seconds = (performance.now() - startedAt) / 1000;
      console.log(
        `account ${account}: ${played.length} cases of ${rules.size} rules, ${resources.length} resources; Prowler ran ${checks.length} checks in ${seconds.toFixed(0)} s and found ${theirs.length}`,
      );
      compare(wanted, resources, theirs, totals);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await moto.stop();
    }
  }
  if (left.length > 0) console.log(`could not be played: ${left.map(({ id }) => id).join(", ")}`);
  const { equal, different, oursOnly, theirsOnly } = totals;
  const decided = equal + different;
  console.log(
    `${decided} verdicts of both, ${equal} equal (${((100 * equal) / decided).toFixed(1)} %), ${different} different; ${oursOnly} of ours alone, ${theirsOnly} of Prowler's alone`,
  );
}

/** Cases were made for an account of their own each; one whose names are taken waits for the next account. */
async function playAll<Played extends z.infer<typeof Cases>["cases"][number]>(moto: Moto, cases: readonly Played[]) {
  const played: Played[] = [];
  for (const each of cases)
    await play(moto.url, each.setup).then(
      () => played.push(each),
      () => {},
    );
  return played;
}

async function runProwler(binary: string, moto: Moto, folder: string, checks: readonly string[]): Promise<Their[]> {
  const child = Bun.spawn(
    [
      ...[binary, "aws", "-f", REGION, "--scan-unused-services", "--ignore-exit-code-3", "-b"],
      ...["-M", "json-ocsf", "-o", folder, "-F", "findings", "-c", ...checks],
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        HOME: folder,
        AWS_ENDPOINT_URL: moto.url,
        AWS_ACCESS_KEY_ID: MOTO_KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: MOTO_KEYS.secretAccessKey,
        AWS_DEFAULT_REGION: REGION,
        // moto answers what it does not know with 500, which botocore would ask again and again.
        AWS_MAX_ATTEMPTS: "1",
      },
      stdout: Bun.file(join(folder, "said")),
      stderr: Bun.file(join(folder, "errors")),
    },
  );
  await child.exited;
  const file = readdirSync(folder).find((name) => name.endsWith(".ocsf.json"));
  if (!file) throw new Error(`Prowler wrote nothing:\n${readFileSync(join(folder, "said"), "utf8").slice(-3000)}`);
  return Theirs.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))).map((finding) => ({
    check: finding.metadata.event_code,
    status: finding.status_code,
    detail: finding.status_detail,
    uid: finding.resources[0]?.uid ?? "",
    name: finding.resources[0]?.name ?? "",
  }));
}

function compare(
  wanted: z.infer<typeof Rules>["rules"],
  resources: readonly Discovered[],
  theirs: readonly Their[],
  total: Totals,
) {
  const context = { accountId: ACCOUNT_ID, now: new Date(), settings: { requiredTags: ["Environment"] } };
  const ours = resources.flatMap((resource) =>
    judgeAll(resource, context).map(({ rule, verdict }) => ({ resource, rule: rule.id, verdict })),
  );
  const arns = new Set(resources.map(({ arn }) => arn));
  for (const { id, prowler_checks: checks, note } of wanted) {
    if (!RULES.some((rule) => rule.id === id)) continue;
    const their = theirs.filter(({ check }) => checks.includes(check));
    const matched = new Set<Their>();
    const told: string[] = [];
    for (const { resource, verdict } of ours.filter(({ rule }) => rule === id)) {
      const exact = their.filter(({ uid }) => uid === resource.arn);
      const same = exact.length > 0 ? exact : their.filter((one) => !isAnothers(one, arns) && isOf(one, resource));
      for (const one of same) matched.add(one);
      if (same.length === 0) {
        if (verdict.status === "PASS" || verdict.status === "FAIL") total.oursOnly++;
        continue;
      }
      const status = same.some((one) => one.status === "FAIL") ? "FAIL" : (same[0]?.status ?? "");
      if (status === verdict.status) total.equal++;
      else {
        total.different++;
        told.push(
          `  ${resource.nativeId}: ours ${verdict.status} (${verdict.message}) · Prowler ${status} (${same[0]?.detail})`,
        );
      }
    }
    const alone = their.filter((one) => !matched.has(one));
    total.theirsOnly += alone.length;
    if (alone.length > 0)
      told.push(`  Prowler alone: ${alone.length}, first: ${alone[0]?.uid} ${alone[0]?.status} (${alone[0]?.detail})`);
    if (told.length > 0) console.log([`${id} ${checks.join(", ")}${note ? ` — ${note}` : ""}`, ...told].join("\n"));
  }
}

/** A name may be taken twice; an ARN never is. */
const isAnothers = ({ uid }: Their, arns: ReadonlySet<string>) => arns.has(uid);

/** Prowler names a thing by its ARN, its id or its name, as each of its services likes; an account by its number. */
function isOf({ uid, name }: Their, { arn, nativeId, name: ourName, type }: Discovered): boolean {
  const last = (text: string) => text.split(/[/:]/).at(-1);
  if (uid === arn || uid === nativeId || name === nativeId) return true;
  if (last(uid) === nativeId || last(uid) === last(nativeId) || (name !== "" && name === ourName)) return true;
  return (
    /Account|PasswordPolicy|RootUser|AlternateContact/.test(type) && (uid.includes(ACCOUNT_ID) || name === ACCOUNT_ID)
  );
}
