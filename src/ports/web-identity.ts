import { calculateJwkThumbprint, importJWK, SignJWT } from "jose";
import * as z from "zod";

/**
 * Who we are, proven by a signature instead of an AWS secret: AWS fetches our public keys from our own address and
 * believes the tokens that they verify (OpenID Connect Discovery 1.0; IAM user guide, "OIDC federation").
 */
export type WebIdentity =
  | { issuer: null /** Why this installation cannot be asked for its keys by AWS, for people. */; problem: string }
  | {
      /** As IAM knows us: https and a host, nothing else. */
      issuer: string;
      problem: null;
      configuration: Record<string, unknown>;
      /** Every key that a token may be signed with, now or soon. */
      publicKeys(): Promise<{ keys: PublicKey[] }>;
      /** A token for that subject alone, good for minutes. */
      token(subject: string, now: Date): Promise<string>;
    };
export type PublicKey = { kty: "EC"; crv: "P-256"; x: string; y: string; alg: "ES256"; use: "sig"; kid: string };

/** STS takes RS256, RS384, RS512, ES256, ES384 and ES512 (STS API reference, AssumeRoleWithWebIdentity, WebIdentityToken). */
const ALGORITHM = "ES256";
/** What IAM calls a client id; the convention for AWS itself. */
export const AUDIENCE = "sts.amazonaws.com";
/** AWS reads a token at once; the rest is for clocks that differ. */
export const TOKEN_SECONDS = 300;
const CLOCK_SECONDS = 30;
export const CONFIGURATION_PATH = "/.well-known/openid-configuration";
export const KEYS_PATH = "/.well-known/jwks.json";

/** 32 bytes in base64url. */
const Coordinate = z.string().regex(/^[\w-]{43}$/);
const Key = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: Coordinate,
  y: Coordinate,
  d: Coordinate,
});
export type SigningKey = z.infer<typeof Key>;
export const SIGNING_KEYS_SHAPE = "must be what `bun run oidc:key` prints: a JSON list of private P-256 keys";

/** OIDC_KEYS: the first signs, all of them are published. null when the text is something else; it is never repeated. */
export function parseSigningKeys(text: string): SigningKey[] | null {
  try {
    return z.array(Key).min(1).max(10).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** @param origin the address that people open, and AWS. */
export function openWebIdentity({ origin, keys }: { origin: string; keys: readonly SigningKey[] }): WebIdentity {
  const problem = problemOf(origin, keys);
  const [signing] = keys;
  if (problem !== null || !signing) return { issuer: null, problem: problem ?? NO_KEYS };
  return {
    issuer: origin,
    problem: null,
    configuration: {
      issuer: origin,
      jwks_uri: `${origin}${KEYS_PATH}`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: [ALGORITHM],
      claims_supported: ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"],
    },
    publicKeys: async () => ({ keys: await Promise.all(keys.map(publicKey)) }),
    async token(subject, now) {
      const seconds = Math.floor(now.getTime() / 1000);
      const header = { alg: ALGORITHM, typ: "JWT", kid: await keyId(signing) };
      return new SignJWT({})
        .setProtectedHeader(header)
        .setIssuer(origin)
        .setSubject(subject)
        .setAudience(AUDIENCE)
        .setIssuedAt(seconds)
        .setNotBefore(seconds - CLOCK_SECONDS)
        .setExpirationTime(seconds + TOKEN_SECONDS)
        .setJti(crypto.randomUUID())
        .sign(await importJWK({ ...signing }, ALGORITHM));
    },
  };
}

const keyId = ({ kty, crv, x, y }: SigningKey) => calculateJwkThumbprint({ kty, crv, x, y });

/** Named part by part: the private one must not come along. */
const publicKey = async (key: SigningKey): Promise<PublicKey> => ({
  kty: key.kty,
  crv: key.crv,
  x: key.x,
  y: key.y,
  alg: ALGORITHM,
  use: "sig",
  kid: await keyId(key),
});

const NO_KEYS =
  "This installation has no keys to sign its identity with. Its operator makes one with `bun run oidc:key` and sets it as the secret OIDC_KEYS.";

/** IAM takes an https address without a port (IAM user guide, "Create an OpenID Connect identity provider"), and fetches it from outside. */
function problemOf(origin: string, keys: readonly SigningKey[]): string | null {
  const { protocol, hostname, port } = new URL(origin);
  if (!isPublicName(hostname)) return `AWS would have to reach this installation, and cannot at ${origin}.`;
  if (protocol !== "https:") return `AWS asks for our keys over https only, and APP_ORIGIN is ${origin}.`;
  if (port !== "") return `AWS takes an address without a port only, and APP_ORIGIN is ${origin}.`;
  return keys.length === 0 ? NO_KEYS : null;
}

/** A name with a dot that is neither an address nor set aside for private use (RFC 6761, RFC 6762, RFC 8375). */
function isPublicName(host: string): boolean {
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  return (
    host.includes(".") && !isAddress && !/\.(localhost|local|internal|test|invalid|example|lan|home\.arpa)$/.test(host)
  );
}
