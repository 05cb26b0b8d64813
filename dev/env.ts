import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { parseSigningKeys, SIGNING_KEYS_SHAPE } from "../src/ports/web-identity.ts";
import { ROOT } from "./folder.ts";
import { PORT_MAX } from "./listen.ts";

const port = z.coerce
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(PORT_MAX, `must be at most ${PORT_MAX}: the system uses higher ones for outgoing connections`);
/** True of a malformed address too: that is said already. */
const has = (isTrue: (url: URL) => boolean) => (text: string) => !URL.canParse(text) || isTrue(new URL(text));
const postgresUrl = (login: string) =>
  z.url({ protocol: /^postgres(ql)?$/, error: `must be postgres://${login}:<password>@<host>/<database>` }).refine(
    has((url) => url.password !== ""),
    `must contain a password: postgres://${login}:<password>@<host>/<database>`,
  );
const origin = z
  .url({ protocol: /^https?$/, error: "must be an address such as https://devcontrol.example.com" })
  .refine(
    has((url) => url.pathname === "/" && !url.search && !url.hash && !url.username),
    "must have no path, only scheme, host and port",
  );
const SEAL_KEYS_SHAPE = 'must be JSON like {"1":"<32 random bytes in base64>"}';
const sealKeys = z.string().refine(isSealKeys, SEAL_KEYS_SHAPE);

/** Every variable that `npm start` reads. An empty one counts as not set. */
const Env = z.object({
  PORT: port.optional(),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: postgresUrl("app_user")
    .refine(
      has((url) => url.username === "app_user"),
      "must log in as app_user, whose rights the migrations set",
    )
    .optional(),
  DATABASE_OWNER_URL: postgresUrl("<owner>").optional(),
  APP_ORIGIN: origin.optional(),
  CORS_ORIGINS: z
    .string()
    .refine((list) => list.split(",").every((each) => origin.safeParse(each.trim()).success), {
      error: "must be origins with commas between: https://a.example.com,https://b.example.com",
    })
    .optional(),
  SEAL_KEYS: sealKeys.optional(),
  DEMO: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("1"),
  PRIVATE_HOSTS: z
    .string()
    .regex(
      /^\s*[^\s,/:]+(:\d+)?\s*(,\s*[^\s,/:]+(:\d+)?\s*)*$/,
      "must be hosts with commas between: git.example.com:8443",
    )
    .optional(),
  RESEND_API_KEY: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  RESEND_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an address such as http://127.0.0.1:5001" })
    .optional(),
  MAIL_OUTBOX: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("1"),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  OAUTH_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be an address such as http://127.0.0.1:5002" }).optional(),
  GITHUB_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an address such as https://github.example.com/api/v3" })
    .optional(),
  AWS_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be an address such as http://127.0.0.1:5000" }).optional(),
  CONNECTOR_ACCESS_KEY_ID: z.string().optional(),
  CONNECTOR_SECRET_ACCESS_KEY: z.string().optional(),
  CONNECTOR_PRINCIPAL_ARN: z.string().startsWith("arn:", "must be an ARN").optional(),
  OIDC_KEYS: z
    .string()
    .refine((text) => parseSigningKeys(text) !== null, SIGNING_KEYS_SHAPE)
    .optional(),
  RATE_LIMITS: z.string().optional(),
  UPSTASH_REDIS_REST_URL: z
    .url({ protocol: /^https?$/, error: "must be an address such as https://name.upstash.io" })
    .optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
});

export type Start = {
  /** Undefined: 4100, or the next that is free. */
  port: number | undefined;
  dataFolder: string;
  startsOver: boolean;
  /** Undefined: the embedded Postgres. */
  database: { appUrl: string; ownerUrl: string } | undefined;
  appOrigin: string | undefined;
  hasDemo: boolean;
  /** What the Worker is given besides what we make ourselves. */
  bindings: Record<string, string>;
};

/** Reads arguments and variables once; throws a sentence for each that cannot be used. */
export function parseStart(args: readonly string[], variables: Record<string, string | undefined>): Start {
  const { reset, port: portArgument } = parseArguments(args);
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== "");
  const parsed = Env.safeParse(Object.fromEntries([...given, ...(portArgument ? [["PORT", portArgument]] : [])]));
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}.`).join("\n"));
  const { PORT, DATA_DIR, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, APP_ORIGIN, DEMO, ...rest } = parsed.data;

  requireBoth(
    "DATABASE_URL",
    appUrl,
    "DATABASE_OWNER_URL",
    ownerUrl,
    "the Worker logs in with the first and must own nothing; migrations run with the second",
  );
  requireBoth(
    "CONNECTOR_ACCESS_KEY_ID",
    rest.CONNECTOR_ACCESS_KEY_ID,
    "CONNECTOR_SECRET_ACCESS_KEY",
    rest.CONNECTOR_SECRET_ACCESS_KEY,
    "they are one access key",
  );
  requireBoth(
    "UPSTASH_REDIS_REST_URL",
    rest.UPSTASH_REDIS_REST_URL,
    "UPSTASH_REDIS_REST_TOKEN",
    rest.UPSTASH_REDIS_REST_TOKEN,
    "the second opens the first",
  );
  requireBoth(
    "RESEND_API_KEY",
    rest.RESEND_API_KEY,
    "MAIL_FROM",
    rest.MAIL_FROM,
    "a provider sends in somebody's name",
  );
  const pair = "they are one client";
  requireBoth("GITHUB_CLIENT_ID", rest.GITHUB_CLIENT_ID, "GITHUB_CLIENT_SECRET", rest.GITHUB_CLIENT_SECRET, pair);
  requireBoth("GOOGLE_CLIENT_ID", rest.GOOGLE_CLIENT_ID, "GOOGLE_CLIENT_SECRET", rest.GOOGLE_CLIENT_SECRET, pair);
  if (appUrl && ownerUrl) {
    refuseTls(appUrl);
    if (new URL(appUrl).host !== new URL(ownerUrl).host && !isNeon(appUrl))
      throw new Error("DATABASE_URL and DATABASE_OWNER_URL name different servers. Set both to the same Postgres.");
    if (reset)
      throw new Error(
        "--reset starts over with the embedded Postgres only. Empty the database that DATABASE_OWNER_URL names yourself.",
      );
  }
  const strings = Object.entries({ ...rest, DEMO }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    port: PORT,
    dataFolder: resolve(ROOT, DATA_DIR ?? join(ROOT, ".local")),
    startsOver: reset,
    database: appUrl && ownerUrl ? { appUrl, ownerUrl } : undefined,
    appOrigin: APP_ORIGIN,
    hasDemo: DEMO === "1",
    bindings: Object.fromEntries(strings),
  };
}

/** Neon speaks its protocol itself; any other Postgres is reached through our proxy. */
export function isNeon(url: string): boolean {
  return new URL(url).hostname.endsWith(".neon.tech");
}

function parseArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { reset: { type: "boolean" }, port: { type: "string" } },
    });
    return { reset: values.reset ?? false, port: values.port };
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message.split(".")[0] : error}. Known: --port <number>, --reset.`,
    );
  }
}

function requireBoth(nameA: string, a: string | undefined, nameB: string, b: string | undefined, why: string) {
  if (!a === !b) return;
  const [has, lacks] = a ? [nameA, nameB] : [nameB, nameA];
  throw new Error(`${has} is set and ${lacks} is not. Set both or neither: ${why}.`);
}

function refuseTls(url: string) {
  const mode = new URL(url).searchParams.get("sslmode");
  if (mode && !["disable", "allow", "prefer"].includes(mode) && !isNeon(url))
    throw new Error(
      `DATABASE_URL asks for sslmode=${mode}, which works with Neon only. Use Neon, or a Postgres that is reached without TLS.`,
    );
}

function isSealKeys(text: string): boolean {
  try {
    const keys = Object.entries(z.record(z.string().regex(/^\d+$/), z.base64()).parse(JSON.parse(text)));
    return keys.length > 0 && keys.every(([, key]) => Buffer.from(key, "base64").length === 32);
  } catch {
    return false;
  }
}
