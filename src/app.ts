import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { Hono, type Context as HonoContext } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { Database } from "../db/client.ts";
import { type ApiKey, parseApiKey, presentedKey } from "./base/api-key.ts";
import { clientOf } from "./base/client.ts";
import type { Caller, Ports } from "./base/context.ts";
import { fromDatabase } from "./base/database-errors.ts";
import { badRequest, Expected, forbidden, STATUS, unauthorized } from "./base/errors.ts";
import { readBody, refuseHostileJson } from "./base/input.ts";
import type { Asked, Limits } from "./base/limit.ts";
import { describeError, type Fields, type Log } from "./base/log.ts";
import { requestIdOf } from "./base/request-id.ts";
import { type Context, proceduresOf } from "./base/trpc.ts";
import { answerCatalog, receiveGitHub } from "./catalog/index.ts";
import { checkHealth } from "./health.ts";
import {
  finishOAuth,
  noteLimit,
  noteRefusal,
  readSession,
  readSessionCookie,
  sessionCookie,
  startGuestSession,
} from "./identity/index.ts";
import { limited } from "./limits.ts";
import { answerExport } from "./organizations/index.ts";
import { CONFIGURATION_PATH, KEYS_PATH, type WebIdentity } from "./ports/web-identity.ts";
import { appRouter } from "./router.ts";

export type AppSettings = { origin: string; corsOrigins: readonly string[]; isDemoOn: boolean };
/** Built once per request by whoever serves the app: the Worker or a test. */
export type Serve = {
  settings: AppSettings;
  database: Database;
  ports: Ports;
  /** Lives longer than a request: it counts them. */
  limits: Limits;
  now: Date;
  clock: () => Date;
  log: Log;
};

type Variables = { Variables: { requestId: string; note: Fields; asked: Asked }; Bindings: Serve };

const TRPC_BODY_MAX = 1024 * 1024;
const BODY_MAX = 10 * 1024 * 1024;
const BATCH_MAX = 10;
/** A key that was added is known everywhere after so long. */
const DISCOVERY_SECONDS = 300;
const HSTS_SECONDS = 31_536_000;
const procedures = proceduresOf(appRouter);

/** The whole HTTP face, as a map. Knows nothing of where it runs. */
export const app = new Hono<Variables>();

app.use(async (c, next) => {
  const startedAt = c.env.clock().getTime();
  const requestId = requestIdOf(c.req.raw.headers);
  c.set("requestId", requestId);
  c.set("note", {});
  await next();
  c.res.headers.set("x-request-id", requestId);
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  const { status } = c.res;
  c.env.log(status >= 500 ? "error" : "info", "request", {
    requestId,
    method: c.req.method,
    path: c.req.path,
    status,
    durationMs: c.env.clock().getTime() - startedAt,
    ...c.get("note"),
  });
});

app.use(
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    strictTransportSecurity: `max-age=${HSTS_SECONDS}; includeSubDomains`,
    referrerPolicy: "same-origin",
    xFrameOptions: "DENY",
  }),
);

app.use(
  cors({
    origin: (origin, c: HonoContext<Variables>) => (c.env.settings.corsOrigins.includes(origin) ? origin : null),
    allowHeaders: ["content-type", "authorization", "x-api-key", "x-request-id", "traceparent"],
    exposeHeaders: ["x-request-id", "retry-after", "ratelimit", "ratelimit-policy"],
    maxAge: 600,
  }),
);
/** Every address but the one that asks how we are, and those where AWS reads who we are: it comes for all customers at once. */
const isUncounted = (path: string) => path === "/healthz" || path === CONFIGURATION_PATH || path === KEYS_PATH;
app.use((c, next) =>
  isUncounted(c.req.path)
    ? next()
    : limited(c, next, ({ slug }, { name, quota }) => {
        const apiKey = apiKeyOf(c.req.raw.headers);
        return noteLimit(contextOf(c, { slug, apiKey, responseHeaders: new Headers() }), { name, quota });
      }),
);
const callLimit = bodyLimit({ maxSize: TRPC_BODY_MAX, onError: tooLarge });
// A part of a cost export is an upload, whatever carries it.
app.use("/trpc/*", (c, next) => (c.req.path.endsWith("/costs.imports.addPart") ? next() : callLimit(c, next)));
app.use(bodyLimit({ maxSize: BODY_MAX, onError: tooLarge }));
app.use(async (c, next) => {
  c.req.raw = await readBody(c.req.raw);
  await next();
});

app.get("/healthz", async (c) => {
  const health = await checkHealth(c.env.database, c.env.clock);
  if (health.status === "healthy") return c.json(health);
  c.header("retry-after", "2");
  return c.json(health, 503);
});

/** OpenID Connect discovery: how AWS verifies that it is us. */
app.get(CONFIGURATION_PATH, (c) => discovery(c, ({ configuration }) => configuration));
app.get(KEYS_PATH, (c) => discovery(c, ({ publicKeys }) => publicKeys()));

app.post("/auth/demo", async (c) => {
  refuseForeignPages(c.req.raw, c.env.settings.origin);
  if (!c.env.settings.isDemoOn) throw new Expected("NOT_FOUND", "The demo is switched off here.");
  const { token, maxAgeSeconds } = await startGuestSession(c.env.database, c.env.now);
  c.header("set-cookie", sessionCookie(c.env.settings.origin, token, maxAgeSeconds));
  return c.json({ slug: "demo" });
});

/** Back from GitHub or Google, by a redirect of theirs: the cookie of the way there proves whose way it is. */
app.get("/auth/:provider{github|google}/callback", async (c) => {
  const responseHeaders = new Headers();
  const context = contextOf(c, { slug: null, apiKey: null, responseHeaders });
  const path = await finishOAuth(context, c.req.param("provider"), c.req.raw);
  for (const [name, value] of responseHeaders) c.header(name, value, { append: true });
  return c.redirect(path, 303);
});

app.on(["GET", "POST"], "/trpc/:slug{[a-z0-9-]+}/:path{.+}", (c) => trpc(c, c.req.param("slug")));
app.on(["GET", "POST"], "/trpc/:path{.+}", (c) => trpc(c, null));

/** Backstage's catalogue API, one catalogue per organisation. */
app.all("/api/catalog/:slug{[a-z0-9-]+}/:path{.+}", (c) => {
  const apiKey = apiKeyOf(c.req.raw.headers);
  if (c.req.method !== "GET" && !apiKey) refuseForeignPages(c.req.raw, c.env.settings.origin);
  const slug = c.req.param("slug");
  const path = new URL(c.req.url).pathname.slice(`/api/catalog/${slug}`.length);
  return answerCatalog(c.req.raw, path, contextOf(c, { slug, apiKey, responseHeaders: new Headers() }));
});

/** A push on GitHub, signed with the secret of the connection that the address names. */
app.post("/webhooks/github/:id", async (c) => {
  const { database, ports, now } = c.env;
  const who = { now, requestId: c.get("requestId"), client: clientOf(c.req.raw.headers) };
  return c.json(await receiveGitHub({ database, ports, ...who }, c.req.param("id"), c.req.raw));
});

/** The archive of an organisation, for its owners. */
app.get("/api/exports/:slug{[a-z0-9-]+}/:id", (c) => {
  const [slug, apiKey] = [c.req.param("slug"), apiKeyOf(c.req.raw.headers)];
  return answerExport(contextOf(c, { slug, apiKey, responseHeaders: new Headers() }), c.req.param("id"));
});

app.notFound((c) => problem(c, new Expected("NOT_FOUND", "There is nothing at this address.")));
app.onError((error, c) => {
  const expected = error instanceof Expected ? error : fromDatabase(error);
  if (expected instanceof Expected) return problem(c, expected);
  Object.assign(c.get("note"), describeError(error));
  return problem(c, null);
});

type Identified = Exclude<WebIdentity, { issuer: null }>;
async function discovery(c: HonoContext<Variables>, tell: (identity: Identified) => object): Promise<Response> {
  const { webIdentity } = c.env.ports;
  if (webIdentity.issuer === null) throw new Expected("NOT_FOUND", webIdentity.problem);
  c.header("cache-control", `public, max-age=${DISCOVERY_SECONDS}`);
  return c.json(await tell(webIdentity));
}

async function trpc(c: HonoContext<Variables>, slug: string | null): Promise<Response> {
  const { raw: request } = c.req;
  const note = c.get("note");
  const endpoint = slug ? `/trpc/${slug}` : "/trpc";
  const { pathname, searchParams } = new URL(request.url);
  const paths = decodePath(pathname)
    .slice(endpoint.length + 1)
    .split(",");
  const apiKey = apiKeyOf(request.headers);
  const isStream = c.get("asked").route === "stream" && request.headers.has("sec-fetch-site");
  if ((request.method === "POST" || isStream) && !apiKey) refuseForeignPages(request, c.env.settings.origin);
  refuseOtherBodies(request);
  refuseHostileJson(searchParams.get("input") ?? "");
  refuseBigBatches(paths);
  Object.assign(note, { procedure: paths.join(","), slug });
  const responseHeaders = new Headers();
  const context = contextOf(c, { slug, apiKey, responseHeaders });
  const refused = new Set<string>();
  const response = await fetchRequestHandler({
    endpoint,
    req: request,
    router: appRouter,
    createContext: () => context,
    onError({ error, path }) {
      if (error.code === "FORBIDDEN" && path && slug) refused.add(path);
      if (error.code === "INTERNAL_SERVER_ERROR") Object.assign(note, describeError(error.cause ?? error));
      else Object.assign(note, { code: error.code, error: error.message.slice(0, 300) });
    },
  });
  // Nothing was changed, so a note that cannot be written costs the caller nothing.
  for (const path of refused)
    await noteRefusal(context, path).catch((error) => void Object.assign(note, { unnoted: describeError(error) }));
  // Headers are set while procedures run, which is after tRPC has asked for them once.
  for (const [name, value] of responseHeaders) response.headers.append(name, value);
  return response;
}

type Call = Pick<Context, "slug" | "apiKey" | "responseHeaders">;

function contextOf(c: HonoContext<Variables>, { slug, apiKey, responseHeaders }: Call): Context {
  const { database, ports, now, settings, limits } = c.env;
  const { raw: request } = c.req;
  const note = c.get("note");
  let caller: Promise<Caller | null> | undefined;
  // A key speaks for itself: what a browser adds to the request does not count.
  const token = apiKey ? null : readSessionCookie(settings.origin, request.headers.get("cookie"));
  return {
    database,
    ports,
    now,
    requestId: c.get("requestId"),
    slug,
    responseHeaders,
    client: clientOf(request.headers),
    origin: settings.origin,
    authenticate() {
      caller ??= (token ? readSession(database, token, now) : Promise.resolve(null)).then((found) => {
        if (found) note.userId = found.userId;
        if (token && found?.extendedSeconds)
          responseHeaders.append("set-cookie", sessionCookie(settings.origin, token, found.extendedSeconds));
        return found;
      });
      return caller;
    },
    apiKey,
    token,
    note: (fields) => void Object.assign(note, fields),
    entered(organization) {
      if (organization.by) note[`${organization.by.kind}Id`] = organization.by.id;
      limits.entered(c.get("asked"), organization, now);
    },
  };
}

/** Nothing is asked of a text that cannot be a key: its checksum tells. */
function apiKeyOf(headers: Headers): ApiKey | null {
  const presented = presentedKey(headers);
  const key = presented === null ? null : parseApiKey(presented);
  if (presented !== null && !key)
    throw unauthorized("This is not an API key of DevControl, or a part of it is missing.");
  return key;
}

/**
 * A cookie is sent by any page that makes a browser ask us; only our own pages may change something with it, or listen.
 * Browsers say where a request comes from; one with a cookie that does not say so is not believed.
 */
function refuseForeignPages({ headers }: Request, origin: string) {
  const site = headers.get("sec-fetch-site");
  const from = headers.get("origin");
  if (from === origin || site === "same-origin") return;
  if (site === null && from === null && !headers.has("cookie")) return;
  throw forbidden("This request came from another site. Open DevControl itself to make changes.");
}

function refuseBigBatches(paths: readonly string[]) {
  if (paths.length > BATCH_MAX)
    throw badRequest(`A batch holds at most ${BATCH_MAX} calls; this one has ${paths.length}.`);
  if (paths.length > 1 && paths.filter((path) => procedures[path]?.type === "mutation").length > 1)
    throw badRequest("A batch holds at most one mutation. Send the others one by one.");
}

/** A page of another site can send a form without asking us first; JSON it cannot. */
function refuseOtherBodies({ method, headers }: Request) {
  if (method !== "POST" || /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "")) return;
  throw new Expected("UNSUPPORTED_MEDIA_TYPE", "Send JSON: Content-Type must be application/json.");
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw badRequest("The address is malformed.");
  }
}

function tooLarge(): never {
  throw new Expected("PAYLOAD_TOO_LARGE", "The request is too large: at most 1 MB for a call, 10 MB for an upload.");
}

/** RFC 9457, with the words of the tRPC face; whose own clients find in it what they expect of a refusal. */
function problem(c: HonoContext<Variables>, expected: Expected | null): Response {
  const requestId = c.get("requestId");
  const code = expected?.code ?? "INTERNAL_SERVER_ERROR";
  const status = expected ? STATUS[expected.code] : 500;
  const detail =
    expected?.message ?? "Something went wrong on our side. Try again; if it stays, report the request id.";
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (expected?.detail.retryAfterSeconds) headers.set("retry-after", String(expected.detail.retryAfterSeconds));
  return new Response(
    JSON.stringify({
      type: "about:blank",
      title: code,
      status,
      detail,
      code,
      requestId,
      fields: expected?.detail.fields,
      ...(c.req.path.startsWith("/trpc/") && {
        error: {
          message: detail,
          code: TRPC_ERROR_CODES_BY_KEY[code],
          data: { code, httpStatus: status, requestId, fields: expected?.detail.fields },
        },
      }),
      limit: expected?.detail.limit,
    }),
    { status, headers },
  );
}
