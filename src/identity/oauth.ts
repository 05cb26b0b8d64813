import * as z from "zod";
import { Expected } from "../base/errors.ts";
import type { Context } from "../base/trpc.ts";
import { OAUTH_PROVIDERS, type OAuthIdentity, type OAuthProvider } from "../ports/oauth.ts";
import { oauthCookie, readOauthCookie } from "./cookies.ts";
import { link, type OAuthProblem, personOfAddress, personOfLink } from "./linked-accounts.ts";
import { noteOwn } from "./security-events.ts";
import { continueSignIn } from "./start-session.ts";

/** How long somebody may take at the provider. */
const ASKED_SECONDS = 600;

export const Provider = z.enum(OAUTH_PROVIDERS);
/** A path of ours. */
export const Next = z
  .string()
  .max(200)
  .regex(/^\/(?![/\\])[^\\]*$/, "This is not a path of ours.");

/** What the browser keeps while it is away, in a cookie that only we read. */
const Asked = z.object({
  provider: Provider,
  state: z.string().min(16),
  verifier: z.string().min(43),
  intent: z.enum(["sign-in", "link"]),
  next: Next.nullable(),
});
type Asked = z.infer<typeof Asked>;

const redirectUriOf = (origin: string, provider: OAuthProvider) => `${origin}/auth/${provider}/callback`;

/** @returns where the browser goes; what it comes back with is tied to this browser by a cookie. */
export function startOAuth(ctx: Context, { provider, intent, next }: Pick<Asked, "provider" | "intent" | "next">) {
  const { url, state, verifier } = ctx.ports.oauth.ask(provider, redirectUriOf(ctx.origin, provider));
  const asked: Asked = { provider, state, verifier, intent, next };
  ctx.responseHeaders.append("set-cookie", oauthCookie(ctx.origin, JSON.stringify(asked), ASKED_SECONDS));
  return { url };
}

class Problem extends Error {
  constructor(readonly problem: OAuthProblem) {
    super(problem);
  }
}

/** The browser comes back. @returns the path to go on to; cookies are in `ctx.responseHeaders`. */
export async function finishOAuth(ctx: Context, provider: string, request: Request): Promise<string> {
  const asked = readAsked(ctx.origin, request.headers.get("cookie"));
  // Used up, whatever comes of it.
  ctx.responseHeaders.append("set-cookie", oauthCookie(ctx.origin, "", 0));
  try {
    const identity = await answerTo(ctx, asked, provider, new URL(request.url).searchParams);
    if (asked?.intent === "link") return await finishLink(ctx, asked, identity);
    return await finishSignIn(ctx, asked, identity);
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    if (asked?.intent === "link" && asked.next) return `${asked.next}?problem=${problem}`;
    return `/login?problem=${problem}`;
  }
}

function problemOf(error: unknown): OAuthProblem | null {
  if (error instanceof Problem) return error.problem;
  // What the provider answers is read with a schema: what does not fit it is the provider's failure, too.
  return (error instanceof Expected && error.code === "BAD_GATEWAY") || error instanceof z.ZodError ? "failed" : null;
}

function readAsked(origin: string, cookies: string | null): Asked | null {
  const text = readOauthCookie(origin, cookies);
  if (!text) return null;
  try {
    return Asked.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function answerTo(
  ctx: Context,
  asked: Asked | null,
  provider: string,
  answer: URLSearchParams,
): Promise<OAuthIdentity> {
  if (!asked || asked.provider !== provider || answer.get("state") !== asked.state) throw new Problem("stale");
  const code = answer.get("code");
  if (!code) throw new Problem(answer.get("error") === "access_denied" ? "denied" : "failed");
  const redirectUri = redirectUriOf(ctx.origin, asked.provider);
  return ctx.ports.oauth.identify(asked.provider, { code, verifier: asked.verifier, redirectUri });
}

async function finishLink(ctx: Context, { provider, next }: Asked, identity: OAuthIdentity): Promise<string> {
  const caller = await ctx.authenticate();
  if (!caller || caller.isGuest) throw new Problem("signed-out");
  if (!(await link(ctx.database, caller.userId, provider, identity))) throw new Problem("taken");
  await noteOwn(ctx, caller, "account.link", { provider, as: identity.label });
  return next ?? "/";
}

async function finishSignIn(ctx: Context, asked: Asked | null, identity: OAuthIdentity): Promise<string> {
  if (!asked) throw new Problem("stale");
  const { provider, next } = asked;
  const person = (await personOfLink(ctx.database, provider, identity.id)) ?? (await welcome(ctx, provider, identity));
  const { challenge, organizations } = await continueSignIn(ctx, person, provider);
  if (challenge) return `/second-step${next ? `?next=${encodeURIComponent(next)}` : ""}#${challenge}`;
  const [first] = organizations;
  return next ?? (first ? `/${first.slug}/overview` : "/welcome");
}

/** The first time: an account of the same verified address, or a new one. */
async function welcome(ctx: Context, provider: OAuthProvider, identity: OAuthIdentity) {
  const { email, name } = identity;
  if (!email) throw new Problem("unverified");
  const person = await personOfAddress(ctx.database, { email, name }, ctx.now);
  if (!person) throw new Problem("unverified-here");
  await noteOwn(ctx, person, "account.link", { provider, as: identity.label });
  if (!(await link(ctx.database, person.userId, provider, identity))) throw new Problem("taken");
  return person;
}
