import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Aws, AwsAccess, AwsCalls, AwsCredentials, RoleCredentials } from "../../src/ports/aws.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { rememberSessions } from "../../src/ports/aws-sessions.ts";
import { type FakeAws, fakeAws } from "../fakes/aws.ts";
import { freePort } from "../fakes/free-port.ts";
import { type Client, openWorld } from "../world.ts";

export const ACCOUNT_ID = "123456789012";
/** Every region that an account here has: discovery itself is tested with many. */
export const REGION = "us-east-1";

/** Keys as AWS makes them, different each time. */
export const newKeys = () => ({
  accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString("base64"),
});

export type Connection = {
  name: string;
  fake: FakeAws;
  accountId: string;
  jobId: string;
  slug: string;
  organizationId: string;
  owner: Client;
};

/** What moto does not have, answered as an account does that does not use it. To be said again after `clear`. */
export function fillGaps(fake: FakeAws): FakeAws {
  fake.answer("access-analyzer:ListAnalyzers", { analyzers: [] });
  fake.answer("lambda:ListProvisionedConcurrencyConfigs", { ProvisionedConcurrencyConfigs: [] });
  fake.answer(
    "ec2:DescribeCapacityReservations",
    "<DescribeCapacityReservationsResponse><capacityReservationSet/></DescribeCapacityReservationsResponse>",
  );
  fake.answer("ce:GetSavingsPlansUtilization", { SavingsPlansUtilizationsByTime: [] });
  fake.answer("ce:GetSavingsPlansCoverage", { SavingsPlansCoverages: [] });
  fake.answer("ce:GetReservationUtilization", { UtilizationsByTime: [] });
  return fake;
}

/** Before a moto server, whose accounts have every region there is: one that has only these. */
export function onlyRegions(upstream: string, names: readonly string[]) {
  const isKept = (item: string) => names.some((name) => item.includes(`<regionName>${name}</regionName>`));
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: freePort(),
    idleTimeout: 60,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const body = request.method === "GET" ? undefined : await request.text();
      const headers = new Headers(request.headers);
      for (const name of ["host", "content-length", "accept-encoding"]) headers.delete(name);
      const answer = await fetch(`${upstream}${pathname}${search}`, { method: request.method, headers, body });
      const text = await answer.text();
      const shown = body?.includes("Action=DescribeRegions")
        ? text.replace(/<item>[\s\S]*?<\/item>/g, (item) => (isKept(item) ? item : ""))
        : text;
      const type = answer.headers.get("content-type") ?? "text/xml";
      return new Response(shown, { status: answer.status, headers: { "content-type": type } });
    },
  });
  return { url: server.url.origin, stop: () => server.stop(true) };
}

/**
 * The product in which every organisation has an AWS of its own: the strict proxy before one moto, told apart by the
 * keys or the role that it is asked with. So many failures run their course side by side.
 */
export async function openConnections(upstream: string) {
  const connector = { ...newKeys(), principal: `arn:aws:iam::${ACCOUNT_ID}:user/devcontrol` };
  const endpoints = new Map<string, string>();
  const regions = new Map<string, string[]>();
  const secrets = new Set<string>([connector.secretAccessKey]);
  const fakes: { stop(): unknown }[] = [];
  const who = (credentials: AwsCredentials) =>
    credentials.kind === "keys" ? credentials.accessKeyId : credentials.kind === "role" ? credentials.roleArn : "";
  const sessions = rememberSessions();
  const accessTo = (credentials: AwsCredentials) =>
    awsAccess({ endpoint: endpoints.get(who(credentials)), connector, sessions });
  const opened = (credentials: AwsCredentials, aws: Aws) => withRegions(aws, regions.get(who(credentials)) ?? [REGION]);
  const access: AwsAccess = {
    principal: connector.principal,
    tryDoor: (role: RoleCredentials, now: Date) =>
      awsAccess({ endpoint: endpoints.get(role.roleArn), connector }).tryDoor(role, now),
    async open(credentials, now) {
      return opened(credentials, await accessTo(credentials).open(credentials, now));
    },
    async reopen(credentials, now) {
      return opened(credentials, await accessTo(credentials).reopen(credentials, now));
    },
  };
  const world = await openWorld({ ports: { aws: access } });

  async function connect(
    name: string,
    { by = "keys", endpoint, optIn }: { by?: "keys" | "role"; endpoint?: string; optIn?: string } = {},
    arrange: (fake: FakeAws, externalId: string, roleArn: string, keys: ReturnType<typeof newKeys>) => void = () => {},
  ): Promise<Connection> {
    const fake = fillGaps(fakeAws(upstream));
    fakes.push(fake);
    const acme = await world.org();
    const owner = acme.as("owner");
    const { accounts } = owner.inventory;
    const keys = newKeys();
    secrets.add(keys.secretAccessKey);
    const roleArn = `arn:aws:iam::${ACCOUNT_ID}:role/${name.replaceAll(/\W+/g, "-").slice(0, 40)}`;
    const key = by === "keys" ? keys.accessKeyId : roleArn;
    endpoints.set(key, endpoint ?? fake.url);
    if (optIn) regions.set(key, [REGION, optIn]);
    const of = { name, fake, slug: acme.slug, organizationId: acme.id, owner };
    if (by === "keys") {
      arrange(fake, "", "", keys);
      const { id, jobId } = await accounts.connectKeys.mutate({ name, ...keys });
      return { ...of, accountId: id, jobId };
    }
    const { id, externalId } = await accounts.prepareRole.mutate({ name });
    // As the template's trust policy has it; moto takes any.
    fake.requireExternalId(roleArn, externalId);
    arrange(fake, externalId, roleArn, keys);
    const { jobId } = await accounts.connectRole.mutate({ id, roleArn });
    return { ...of, accountId: id, jobId };
  }

  /** Every job to its end: one that waits for another try may be due long after the last look found nothing. */
  async function drain() {
    for (;;) {
      await world.drain();
      const { rows } = await world.owner.query(
        "select extract(epoch from min(due_at) - now()) * 1000 as ms from jobs where state in ('queued', 'running')",
      );
      if (rows[0].ms === null) return;
      await Bun.sleep(Math.max(50, Number(rows[0].ms)));
    }
  }

  return {
    world,
    connect,
    drain,
    secrets,
    close: async () => {
      for (const fake of fakes) fake.stop();
      await world.close();
    },
  };
}
export type Connections = Awaited<ReturnType<typeof openConnections>>;

/** The account's list of regions is short; whether it may be read at all is still asked. */
function withRegions(aws: Aws, names: readonly string[]): Aws {
  const regions = names.map((RegionName) => ({
    RegionName,
    OptInStatus: RegionName === REGION ? "opt-in-not-required" : "opted-in",
  }));
  return {
    async call<C extends keyof AwsCalls>(
      call: C,
      input: AwsCalls[C]["input"],
      region: string,
    ): Promise<AwsCalls[C]["output"]> {
      const output = await aws.call(call, input, region);
      return call === "ec2:DescribeRegions" ? Object.assign(output, { Regions: regions }) : output;
    },
  };
}

/** Everything that an organisation's owner can be told. */
export async function everyAnswer({ owner, accountId, jobId }: Connection) {
  const { inventory, findings, costs, operations, organizations } = owner;
  return Promise.all([
    organizations.current.query(),
    organizations.settings.query(),
    inventory.accounts.list.query(),
    inventory.accounts.coverage.query({ id: accountId }),
    inventory.resources.list.query({ limit: 100 }),
    inventory.summary.query(),
    findings.list.query({ limit: 100 }),
    findings.summary.query(),
    costs.summary.query({}),
    costs.meter.query(),
    operations.jobs.list.query({ limit: 100 }),
    operations.jobs.get.query({ id: jobId }),
  ]);
}

/** Where a secret stands that should stand nowhere: any column of any table, and texts such as logs and answers. */
export async function whereSecretsStand(
  owner: pg.Pool,
  secrets: Iterable<string>,
  texts: Record<string, unknown>,
): Promise<{ tables: number; found: string[] }> {
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const spellings = [...secrets].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("hex"),
  ]);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query(
      `select count(*)::int as n from ${name} t where exists (select from unnest($1::text[]) s where position(s in t::text) > 0)`,
      [spellings],
    );
    if (rows[0].n > 0) found.push(`${rows[0].n} rows of ${name}`);
  }
  for (const [where, what] of Object.entries(texts)) {
    const text = typeof what === "string" ? what : JSON.stringify(what);
    if (spellings.some((secret) => text.includes(secret))) found.push(where);
  }
  return { tables: tables.length, found };
}
