import { createHash } from "node:crypto";
import { freePort } from "./free-port.ts";

export type OAuthPerson = { id: number; login: string; name: string | null; email: string; isVerified: boolean };
type Grant = { challenge: string; redirectUri: string; person: OAuthPerson; provider: "github" | "google" };

/**
 * GitHub and Google as OAuth providers, on one origin: the page where a person says yes, the exchange of the code with
 * its PKCE check (RFC 7636 §4.6), and who the person is. Everything that the real ones refuse is refused; GitHub's
 * exchange answers an error with 200, as the real one does.
 */
export function startOAuthProviders(client: { id: string; secret: string }, callbackOrigin: () => string) {
  const people: { now: OAuthPerson } = {
    now: { id: 1, login: "ada", name: "Ada Lovelace", email: "ada@example.com", isVerified: true },
  };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, { provider: Grant["provider"]; person: OAuthPerson }>();
  const refuse = (status: number, error: string) => Response.json({ error, error_description: error }, { status });

  function authorize(provider: Grant["provider"], query: URLSearchParams): Response {
    const redirectUri = query.get("redirect_uri") ?? "";
    const challenge = query.get("code_challenge") ?? "";
    const scopes = (query.get("scope") ?? "").split(" ");
    if (query.get("client_id") !== client.id) return refuse(400, "unknown client");
    if (redirectUri !== `${callbackOrigin()}/auth/${provider}/callback`) return refuse(400, "redirect_uri_mismatch");
    if (query.get("response_type") !== "code") return refuse(400, "unsupported_response_type");
    if (query.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(challenge))
      return refuse(400, "PKCE is missing");
    if (!scopes.includes(provider === "github" ? "user:email" : "openid")) return refuse(400, "invalid_scope");
    const state = query.get("state") ?? "";
    if (state.length < 16) return refuse(400, "state is missing");
    const code = crypto.randomUUID();
    grants.set(code, { challenge, redirectUri, person: people.now, provider });
    const back = (answer: Record<string, string>) => `${redirectUri}?${new URLSearchParams({ ...answer, state })}`;
    return new Response(
      `<!doctype html><title>${provider}</title><h1>${provider}</h1>` +
        `<p><a id="yes" href="${back({ code })}">Continue as ${people.now.login}</a></p>` +
        `<p><a id="no" href="${back({ error: "access_denied" })}">Cancel</a></p>`,
      { headers: { "content-type": "text/html" } },
    );
  }

  async function exchange(provider: Grant["provider"], request: Request): Promise<Response> {
    const wrong = (error: string) => refuse(provider === "github" ? 200 : 400, error);
    if (request.headers.get("authorization") !== `Basic ${btoa(`${client.id}:${client.secret}`)}`)
      return refuse(401, "invalid_client");
    const form = new URLSearchParams(await request.text());
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (form.get("grant_type") !== "authorization_code") return wrong("unsupported_grant_type");
    if (!grant || grant.provider !== provider || grant.redirectUri !== form.get("redirect_uri"))
      return wrong("invalid_grant");
    if (verifier !== grant.challenge) return wrong("invalid_grant");
    const token = crypto.randomUUID();
    tokens.set(token, { provider, person: grant.person });
    return Response.json({ access_token: token, token_type: "bearer", scope: "" });
  }

  function user(request: Request, part: "github" | "github emails" | "google"): Response {
    const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
    const granted = tokens.get(token);
    if (!granted || !part.startsWith(granted.provider)) return refuse(401, "Bad credentials");
    if (!request.headers.get("user-agent")) return refuse(403, "A user agent is required");
    const { id, login, name, email, isVerified } = granted.person;
    if (part === "github") return Response.json({ id, login, name, email: null });
    if (part === "github emails")
      return Response.json([
        { email: `${login}@users.noreply.github.com`, primary: false, verified: true, visibility: null },
        { email, primary: true, verified: isVerified, visibility: "private" },
      ]);
    return Response.json({ sub: String(id), name, email, email_verified: isVerified });
  }

  const server = Bun.serve({
    port: freePort(),
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      switch (`${request.method} ${pathname}`) {
        case "GET /github.com/login/oauth/authorize":
          return authorize("github", searchParams);
        case "GET /accounts.google.com/o/oauth2/v2/auth":
          return authorize("google", searchParams);
        case "POST /github.com/login/oauth/access_token":
          return exchange("github", request);
        case "POST /oauth2.googleapis.com/token":
          return exchange("google", request);
        case "GET /api.github.com/user":
          return user(request, "github");
        case "GET /api.github.com/user/emails":
          return user(request, "github emails");
        case "GET /openidconnect.googleapis.com/v1/userinfo":
          return user(request, "google");
        default:
          return refuse(404, "Not Found");
      }
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    people,
    /** What it has given out: codes that are spent are not among them. */
    accessTokens: () => [...tokens.keys()],
    stop: () => server.stop(true),
  };
}
