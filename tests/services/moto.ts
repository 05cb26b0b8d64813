import { crc32 } from "node:zlib";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { fixedEndpoint } from "../../src/ports/aws-calls.ts";
import { freePort } from "../fakes/free-port.ts";

/** moto answers for this account whatever the keys are. */
export const MOTO_KEYS = { accessKeyId: "test", secretAccessKey: "test" };
const START_MS = 30_000;

export type Moto = { url: string; reset(): Promise<void>; stop(): Promise<void> };

/** Where the moto_server binary is (`pip install "moto[server]"`), or null: then a test prints what it skips. */
export const findMoto = (): string | null => process.env.MOTO_SERVER || Bun.which("moto_server");

/**
 * AWS's own policies are a thousand and slow every start and reset down, so only a case that needs them asks for them.
 * Amazon's 600 images, each with a snapshot, would make most of every scan; an instance does without its image there.
 */
export async function startMoto({ hasManagedPolicies = false } = {}): Promise<Moto> {
  const binary = findMoto();
  if (!binary)
    throw new Error("moto_server was not found. Install moto[server] from PyPI, or set MOTO_SERVER to the binary.");
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = Bun.spawn([binary, "-H", "127.0.0.1", "-p", String(port)], {
    env: {
      ...process.env,
      MOTO_IAM_LOAD_MANAGED_POLICIES: String(hasManagedPolicies),
      MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
    },
    stdout: "ignore",
    stderr: "ignore",
  });
  const stop = async () => {
    server.kill();
    await server.exited;
  };
  const deadline = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode} before it answered.`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`moto_server did not answer within ${START_MS} ms.`);
    }
    await Bun.sleep(100);
  }
  const reset = async () => {
    const response = await fetch(`${url}/moto-api/reset`, { method: "POST", signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`moto did not reset: ${response.status}`);
  };
  return { url, reset, stop };
}

const answers = (url: string) =>
  fetch(`${url}/moto-api/data.json`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** One call that prepares an account; `params` may hold `${name}`, {"$var"}, {"$json"} and {"$zip"}. */
export type SetupStep = {
  service: string;
  op: string;
  region?: string;
  params?: unknown;
  /** name → path in the answer, e.g. `Instances[0].InstanceId`. */
  save?: Record<string, string>;
};
export type Saved = Record<string, unknown>;

/** A step that cannot be played: there is no client for its service. */
export class NotPlayable extends Error {}

/** Plays the steps in order and returns what they saved. */
export async function play(url: string, steps: readonly SetupStep[], saved: Saved = {}): Promise<Saved> {
  for (const { service, op, region = "us-east-1", params = {}, save = {} } of steps) {
    const answer = await send(url, service, region, op, fill(params, saved));
    for (const [name, path] of Object.entries(save)) {
      const value = at(answer, path);
      if (value === undefined) throw new Error(`${service}:${op} returned nothing at ${path}`);
      saved[name] = value;
    }
  }
  return saved;
}

/** Replaces the placeholders. */
export function fill(value: unknown, saved: Saved): unknown {
  if (typeof value === "string") {
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (!(name in saved)) throw new Error(`Nothing was saved as ${name}`);
      return String(saved[name]);
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, saved));
  if (!isObject(value)) return value;
  if ("$json" in value) return JSON.stringify(fill(value.$json, saved));
  if ("$var" in value) return saved[String(value.$var)];
  if ("$zip" in value) return zip(isObject(value.$zip) ? value.$zip : {});
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, saved)]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** `Instances[0].InstanceId` in an answer. */
function at(answer: unknown, path: string): unknown {
  return (path.match(/\w+/g) ?? []).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), answer);
}

const SETTINGS = { credentials: MOTO_KEYS, maxAttempts: 1 };
const SDKS: Record<string, () => Promise<object>> = {
  accessanalyzer: () => import("@aws-sdk/client-accessanalyzer"),
  account: () => import("@aws-sdk/client-account"),
  acm: () => import("@aws-sdk/client-acm"),
  apigateway: () => import("@aws-sdk/client-api-gateway"),
  apigatewayv2: () => import("@aws-sdk/client-apigatewayv2"),
  applicationautoscaling: () => import("@aws-sdk/client-application-auto-scaling"),
  autoscaling: () => import("@aws-sdk/client-auto-scaling"),
  backup: () => import("@aws-sdk/client-backup"),
  cloudfront: () => import("@aws-sdk/client-cloudfront"),
  cloudtrail: () => import("@aws-sdk/client-cloudtrail"),
  cloudwatch: () => import("@aws-sdk/client-cloudwatch"),
  config: () => import("@aws-sdk/client-config-service"),
  dynamodb: () => import("@aws-sdk/client-dynamodb"),
  ec2: () => import("@aws-sdk/client-ec2"),
  ecr: () => import("@aws-sdk/client-ecr"),
  ecs: () => import("@aws-sdk/client-ecs"),
  efs: () => import("@aws-sdk/client-efs"),
  eks: () => import("@aws-sdk/client-eks"),
  elasticache: () => import("@aws-sdk/client-elasticache"),
  elb: () => import("@aws-sdk/client-elastic-load-balancing"),
  elbv2: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
  guardduty: () => import("@aws-sdk/client-guardduty"),
  iam: () => import("@aws-sdk/client-iam"),
  kinesis: () => import("@aws-sdk/client-kinesis"),
  kms: () => import("@aws-sdk/client-kms"),
  lambda: () => import("@aws-sdk/client-lambda"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  opensearch: () => import("@aws-sdk/client-opensearch"),
  rds: () => import("@aws-sdk/client-rds"),
  redshift: () => import("@aws-sdk/client-redshift"),
  s3: () => import("@aws-sdk/client-s3"),
  s3control: () => import("@aws-sdk/client-s3-control"),
  secretsmanager: () => import("@aws-sdk/client-secrets-manager"),
  securityhub: () => import("@aws-sdk/client-securityhub"),
  sfn: () => import("@aws-sdk/client-sfn"),
  sns: () => import("@aws-sdk/client-sns"),
  sqs: () => import("@aws-sdk/client-sqs"),
  wafv2: () => import("@aws-sdk/client-wafv2"),
};
/** What a service's client needs besides the endpoint. */
const extraOf = (service: string, endpoint: string): object =>
  service === "s3"
    ? { forcePathStyle: true }
    : service === "s3control"
      ? fixedEndpoint(endpoint)
      : // By itself the client of Kinesis speaks HTTP/2, which moto does not.
        service === "kinesis"
        ? { requestHandler: new FetchHttpHandler() }
        : {};

async function send(url: string, service: string, region: string, op: string, params: unknown): Promise<unknown> {
  const load = SDKS[service];
  if (!load) throw new NotPlayable(`No client for ${service}:${op}`);
  const sdk = new Map<string, unknown>(Object.entries(await load()));
  const command = sdk.get(`${op}Command`);
  if (!command) throw new NotPlayable(`The client of ${service} has no ${op}`);
  const name = [...sdk.keys()].find((key) => /^(?!__)\w+Client$/.test(key)) ?? "";
  return sendAny(sdk.get(name), { ...SETTINGS, endpoint: url, region, ...extraOf(service, url) }, command, params);
}

/** Steps are data: which command of which client is known only when it is played, so its types cannot be. */
function sendAny(client: unknown, settings: object, command: unknown, params: unknown): Promise<unknown> {
  const Client = client as new (settings: object) => { send(command: unknown): Promise<unknown> };
  const Command = command as new (input: unknown) => unknown;
  return new Client(settings).send(new Command(params));
}

/** A ZIP archive of stored (not compressed) files: APPNOTE.TXT 4.3. */
export function zip(files: Record<string, unknown>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(String(content));
    // version, flags, method, time, date (1 January 1980), checksum, sizes, lengths of name and extra field
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, tail, name]));
    parts.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
