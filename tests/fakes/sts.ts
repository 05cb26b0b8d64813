import { createPublicKey, verify } from "node:crypto";
import * as z from "zod";
import { ANOTHER_SUBJECT } from "../../src/ports/aws-access.ts";
import { CONFIGURATION_PATH } from "../../src/ports/web-identity.ts";
import { freePort } from "./free-port.ts";

/** As a role's trust policy has it; what is left out is not asked for. */
export type TrustOf = { externalId?: string | "any" } | { provider: string; aud?: string; sub?: string };
/** An IAM identity provider, and where its address leads: tests have no names of their own. */
export type Provider = { clientIds: string[]; at: string };

const Header = z.object({ alg: z.string(), kid: z.string(), typ: z.string().optional() });
const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  iat: z.number().int(),
  nbf: z.number().int().optional(),
  exp: z.number().int(),
});
const Configuration = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  id_token_signing_alg_values_supported: z.array(z.string()),
});
const PublicJwk = z.strictObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  alg: z.string(),
  use: z.string(),
  kid: z.string(),
});

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

const KEYS = `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
  <SessionToken>t</SessionToken><Expiration>2040-01-01T00:00:00Z</Expiration></Credentials>`;

/**
 * STS that believes nothing: it asks the issuer for its keys over HTTP, verifies signature, issuer, audience, subject and
 * time, and compares what the role's trust policy pins. Answers and codes as AWS has them (STS API reference).
 */
export function fakeSts({ clock = () => new Date() }: { clock?: () => Date } = {}) {
  const roles = new Map<string, TrustOf>();
  const providers = new Map<string, Provider>();
  const hesitant = new Set<string>();
  const asked: { action: string; roleArn: string; policy: string | null; outcome: string; token: string | null }[] = [];

  async function serve(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const [action, roleArn] = [form.get("Action") ?? "", form.get("RoleArn") ?? ""];
    const note = (outcome: string) =>
      asked.push({ action, roleArn, policy: form.get("Policy"), outcome, token: form.get("WebIdentityToken") });
    try {
      if (action === "AssumeRole") admitId(roles.get(roleArn), form.get("ExternalId"));
      else if (action === "AssumeRoleWithWebIdentity") {
        if (request.headers.has("authorization")) throw new Refusal("InvalidRequest", "This call is not signed.");
        await admitToken(roleArn, form.get("WebIdentityToken") ?? "");
      } else throw new Refusal("InvalidAction", action);
      note("admitted");
      return new Response(`<${action}Response><${action}Result>${KEYS}</${action}Result></${action}Response>`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      note(error.code);
      const text = `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`;
      return new Response(text, { status: error.status, headers: { "content-type": "text/xml" } });
    }
  }

  function admitId(trust: TrustOf | undefined, externalId: string | null) {
    const refused = new Refusal("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403);
    if (!trust || "provider" in trust) throw refused;
    if (trust.externalId === "any" && externalId === null) throw refused;
    if (trust.externalId !== undefined && trust.externalId !== "any" && trust.externalId !== externalId) throw refused;
  }

  async function admitToken(roleArn: string, token: string) {
    const trust = roles.get(roleArn);
    const [head = "", body = "", signature = ""] = token.split(".");
    const [header, claims] = [Header.safeParse(decode(head)), Claims.safeParse(decode(body))];
    if (!header.success || !claims.success)
      throw new Refusal("InvalidIdentityToken", "The ID Token provided is not a valid JWT.");
    const { iss, aud, sub, exp, iat, nbf } = claims.data;
    const provider = providers.get(iss);
    if (!provider)
      throw new Refusal("InvalidIdentityToken", `No OpenIDConnect provider found in your account for ${iss}`);
    if (!provider.clientIds.includes(aud)) throw new Refusal("InvalidIdentityToken", "Incorrect token audience");
    const key = (await keysOf(iss, provider)).find(({ kid }) => kid === header.data.kid);
    if (!key || header.data.alg !== "ES256" || key.alg !== "ES256")
      throw new Refusal("InvalidIdentityToken", UNVERIFIED);
    const publicKey = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x, y: key.y }, format: "jwk" });
    const signed = Buffer.from(`${head}.${body}`);
    const isSigned = verify(
      "sha256",
      signed,
      { key: publicKey, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    if (!isSigned) throw new Refusal("InvalidIdentityToken", "The token's signature does not match.");
    const seconds = clock().getTime() / 1000;
    if (exp <= seconds) throw new Refusal("ExpiredTokenException", "Token expired: current date/time is after it.");
    if (iat > seconds + 60 || (nbf ?? 0) > seconds + 60)
      throw new Refusal("InvalidIdentityToken", "The token is not valid yet.");
    const isPinned =
      trust &&
      "provider" in trust &&
      trust.provider === iss &&
      (trust.aud ?? aud) === aud &&
      (trust.sub ?? sub) === sub;
    if (hesitant.has(roleArn) && sub === ANOTHER_SUBJECT) throw new Refusal("IDPCommunicationError", "Try again.");
    if (!isPinned) throw new Refusal("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);
  }

  async function keysOf(issuer: string, { at }: Provider) {
    const get = async (address: string) => {
      const response = await fetch(address.replace(issuer, at), { signal: AbortSignal.timeout(5_000) });
      if (!response.ok) throw new Refusal("InvalidIdentityToken", UNVERIFIED);
      return response.json();
    };
    const found = Configuration.parse(await get(`${issuer}${CONFIGURATION_PATH}`));
    if (found.issuer !== issuer || !found.jwks_uri.startsWith(`${issuer}/`))
      throw new Refusal("InvalidIdentityToken", UNVERIFIED);
    return z.object({ keys: z.array(PublicJwk) }).parse(await get(found.jwks_uri)).keys;
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: freePort(), fetch: serve });
  return {
    url: server.url.origin,
    /** The role, by its ARN → whom it believes. */
    roles,
    /** Roles of which it does not say whether they take another connection's subject. */
    hesitant,
    /** The account's identity providers, by their issuer. */
    providers,
    asked,
    stop: () => server.stop(true),
  };
}
export type FakeSts = ReturnType<typeof fakeSts>;

const UNVERIFIED =
  "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements";

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return null;
  }
}
