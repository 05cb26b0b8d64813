import * as z from "zod";
import type { SealKeys } from "../src/base/crypto.ts";
import { fromBase64 } from "../src/base/crypto.ts";
import { parseSigningKeys, SIGNING_KEYS_SHAPE, type SigningKey } from "../src/ports/web-identity.ts";

const KEY_BYTES = 32;

const sealKeys = z.string().transform((text, context): SealKeys => {
  try {
    const entries = Object.entries(z.record(z.string().regex(/^\d+$/), z.string()).parse(JSON.parse(text)));
    const keys = new Map(entries.map(([version, key]) => [version, fromBase64(key)]));
    if (keys.size && [...keys.values()].every((key) => key.length === KEY_BYTES)) return keys;
  } catch {
    // Said below, in words.
  }
  context.addIssue({ code: "custom", message: 'must be JSON like {"1":"<32 random bytes in base64>"}' });
  return z.NEVER;
});

const signingKeys = z.string().transform((text, context): SigningKey[] => {
  const keys = text === "" ? [] : parseSigningKeys(text);
  if (keys) return keys;
  context.addIssue({ code: "custom", message: SIGNING_KEYS_SHAPE });
  return z.NEVER;
});

const PerMinute = z.number().int().min(1).optional();
const Rates = z.strictObject({
  ip: PerMinute,
  session: PerMinute,
  key: PerMinute,
  attempt: PerMinute,
  organization: PerMinute,
});
/** '{"ip":3000}': calls in a minute; what is not named keeps its own. */
const rates = z.string().transform((text, context) => {
  try {
    return Rates.parse(JSON.parse(text));
  } catch {
    context.addIssue({
      code: "custom",
      message: 'must be JSON like {"ip":3000,"session":1200,"key":1200,"attempt":60,"organization":6000}',
    });
    return z.NEVER;
  }
});

/** What the Worker is given, parsed once. Its strings: wrangler.toml [vars], secrets, or dev/ locally. */
const Env = z
  .object({
    DATABASE_URL: z.url({
      protocol: /^postgres(ql)?$/,
      error: "must be postgres://app_user:<password>@<host>/<database>",
    }),
    /** "host:port" of a local Neon proxy; empty in production. */
    NEON_LOCAL: z.string().default(""),
    APP_ORIGIN: z
      .url({ protocol: /^https?$/, error: "must be the address people open, e.g. https://devcontrol.example.com" })
      .transform((url) => new URL(url).origin),
    CORS_ORIGINS: z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((origin) => origin.trim())
          .filter(Boolean),
      ),
    SEAL_KEYS: sealKeys,
    DEMO: z.enum(["0", "1"]).default("0"),
    /** "host" or "host:port" of Git servers that are not public and may be read from, with commas between. */
    PRIVATE_HOSTS: z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((host) => host.trim())
          .filter(Boolean),
      ),
    /** Resend's key and the sender, as "DevControl <mail@example.com>"; both or neither: without them no mail is sent. */
    RESEND_API_KEY: z.string().default(""),
    MAIL_FROM: z.string().default(""),
    /** Another endpoint for Resend (tests). */
    RESEND_ENDPOINT: z.string().default(""),
    /** "1": without a provider, mail is kept for the page /outbox; on 127.0.0.1 and localhost alone. */
    MAIL_OUTBOX: z.enum(["0", "1"]).default("0"),
    /** Clients for signing in with GitHub and Google; a provider without one is not shown. */
    GITHUB_CLIENT_ID: z.string().default(""),
    GITHUB_CLIENT_SECRET: z.string().default(""),
    GOOGLE_CLIENT_ID: z.string().default(""),
    GOOGLE_CLIENT_SECRET: z.string().default(""),
    /** One origin that stands for both (tests). */
    OAUTH_ENDPOINT: z.string().default(""),
    /** GitHub's REST API elsewhere: an Enterprise Server's "https://<host>/api/v3", or a test's. */
    GITHUB_ENDPOINT: z.string().default(""),
    /** Another endpoint for AWS (tests). */
    AWS_ENDPOINT: z.string().default(""),
    /** The identity that assumes customers' roles; both or neither. */
    CONNECTOR_ACCESS_KEY_ID: z.string().default(""),
    CONNECTOR_SECRET_ACCESS_KEY: z.string().default(""),
    CONNECTOR_PRINCIPAL_ARN: z.string().default(""),
    /** Private keys that prove to AWS who we are, without any AWS secret; the first signs. */
    OIDC_KEYS: signingKeys.default([]),
    RATE_LIMITS: rates.default({}),
    /** Upstash's REST address and its token; both or neither. Without them Postgres and memory do their work. */
    UPSTASH_REDIS_REST_URL: z
      .union([z.literal(""), z.url({ protocol: /^https?$/ })], { error: "must be the database's REST address" })
      .default(""),
    UPSTASH_REDIS_REST_TOKEN: z.string().default(""),
  })
  .refine((env) => !env.UPSTASH_REDIS_REST_URL === !env.UPSTASH_REDIS_REST_TOKEN, {
    path: ["UPSTASH_REDIS_REST_TOKEN"],
    error: "and UPSTASH_REDIS_REST_URL belong together: set both or neither",
  })
  .refine(({ RESEND_API_KEY, MAIL_FROM }) => !RESEND_API_KEY === !MAIL_FROM, {
    path: ["MAIL_FROM"],
    error: "and RESEND_API_KEY belong together: set both or neither",
  });
export type Settings = z.infer<typeof Env>;

/** Throws one sentence that names each variable to mend. */
export function parseEnv(env: Record<string, unknown>): Settings {
  const parsed = Env.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The Worker's settings are not usable. ${parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}.`,
  );
}
