import { CodeChallengeMethod, generateCodeVerifier, generateState, OAuth2Client } from "arctic";
import * as z from "zod";
import { Expected } from "../base/errors.ts";

export const OAUTH_PROVIDERS = ["github", "google"] as const;
export type OAuthProvider = (typeof OAUTH_PROVIDERS)[number];

/** Who somebody is at a provider. `email`: an address that the provider has verified; null: it has none. */
export type OAuthIdentity = { id: string; label: string; name: string; email: string | null };

/** What ties the answer to the question: the browser keeps it meanwhile. */
export type OAuthQuestion = { state: string; verifier: string };

export type OAuth = {
  /** Those that have a client here. */
  providers: readonly OAuthProvider[];
  /** Where to send the browser, which comes back to `redirectUri` with a code. */
  ask(provider: OAuthProvider, redirectUri: string): OAuthQuestion & { url: string };
  /** Throws Expected when the code is not good or the provider does not answer. */
  identify(
    provider: OAuthProvider,
    answer: { code: string; verifier: string; redirectUri: string },
  ): Promise<OAuthIdentity>;
};

export type OAuthClients = Partial<Record<OAuthProvider, { id: string; secret: string }>>;

type Endpoints = { authorize: string; token: string; user: string; scopes: string[] };
const ENDPOINTS: Record<OAuthProvider, Endpoints> = {
  github: {
    authorize: "https://github.com/login/oauth/authorize",
    token: "https://github.com/login/oauth/access_token",
    user: "https://api.github.com/user",
    scopes: ["read:user", "user:email"],
  },
  google: {
    authorize: "https://accounts.google.com/o/oauth2/v2/auth",
    token: "https://oauth2.googleapis.com/token",
    user: "https://openidconnect.googleapis.com/v1/userinfo",
    scopes: ["openid", "email", "profile"],
  },
};
const NAMES: Record<OAuthProvider, string> = { github: "GitHub", google: "Google" };
const TIMEOUT_MS = 8_000;

const GitHubUser = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const GitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const GoogleUser = z.object({
  sub: z.string().min(1),
  name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});

/**
 * The authorization code flow with state and PKCE (RFC 6749, RFC 7636). `endpoint`: another origin that stands for all
 * of them, in tests; there "https://api.github.com/user" is `<endpoint>/api.github.com/user`.
 */
export function arcticOAuth(clients: OAuthClients, endpoint = ""): OAuth {
  const at = (url: string) => (endpoint ? url.replace("https:/", endpoint) : url);
  const clientOf = (provider: OAuthProvider, redirectUri: string) => {
    const client = clients[provider];
    if (!client) throw new Expected("NOT_FOUND", `Signing in with ${NAMES[provider]} is not set up here.`);
    return new OAuth2Client(client.id, client.secret, redirectUri);
  };
  return {
    providers: OAUTH_PROVIDERS.filter((provider) => clients[provider]),
    ask(provider, redirectUri) {
      const { authorize, scopes } = ENDPOINTS[provider];
      const [state, verifier] = [generateState(), generateCodeVerifier()];
      const client = clientOf(provider, redirectUri);
      const url = client.createAuthorizationURLWithPKCE(
        at(authorize),
        state,
        CodeChallengeMethod.S256,
        verifier,
        scopes,
      );
      return { state, verifier, url: url.toString() };
    },
    async identify(provider, { code, verifier, redirectUri }) {
      const { token, user } = ENDPOINTS[provider];
      const exchange = clientOf(provider, redirectUri).validateAuthorizationCode(at(token), code, verifier);
      const accessToken = await inTime(
        provider,
        exchange.then((tokens) => tokens.accessToken()),
      );
      const read = (url: string) => readJson(provider, at(url), accessToken);
      if (provider === "google") {
        const { sub, name, email, email_verified } = GoogleUser.parse(await read(user));
        const verified = email_verified && email ? email.toLowerCase() : null;
        return { id: sub, label: email ?? "Google", name: name ?? email ?? "Google", email: verified };
      }
      const { id, login, name } = GitHubUser.parse(await read(user));
      const emails = GitHubEmails.parse(await read(`${user}/emails`));
      const email = emails.find(({ primary, verified }) => primary && verified)?.email.toLowerCase() ?? null;
      return { id: String(id), label: login, name: name ?? login, email };
    },
  };
}

const failed = (provider: OAuthProvider) =>
  new Expected("BAD_GATEWAY", `${NAMES[provider]} did not confirm who you are. Try again.`);

/** The library's own request has no limit: what comes later than this is not waited for. */
async function inTime<T>(provider: OAuthProvider, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(failed(provider)), TIMEOUT_MS);
  try {
    return await Promise.race([work, late.promise]);
  } catch {
    throw failed(provider);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

async function readJson(provider: OAuthProvider, url: string, accessToken: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/json", "user-agent": "devcontrol" },
    // workerd knows no "error"; an answer that redirects is not one that we follow.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (!response?.ok) throw failed(provider);
  return response.json();
}
