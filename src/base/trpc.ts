import { initTRPC, TRPCError } from "@trpc/server";
import type { BatchItem, BatchResponse } from "drizzle-orm/batch";
import * as z from "zod";
import type { Database, Entered } from "../../db/client.ts";
import type { Role } from "../../db/schema/organizations.ts";
import type { ApiKey } from "./api-key.ts";
import { type Caller, type Client, inOrganization, type OrgContext, type Ports } from "./context.ts";
import { sha256 } from "./crypto.ts";
import { fromDatabase } from "./database-errors.ts";
import { Expected, forbidden, notFound, unauthorized } from "./errors.ts";
import type { Fields } from "./log.ts";
import { requireRoleOn } from "./service-role.ts";

/** What a procedure says of itself; web, docs, palette and other faces are made from it. */
export type Meta = {
  title?: string;
  role?: Role | "anyone" | "signed-in";
  /** No API key may call it. */
  isForPeople?: boolean;
  /** It checks a secret of somebody who is signed in: see ROUTES in limit.ts. */
  limit?: "attempt";
  /** The role may also be one on the service that the call acts on. */
  isPerService?: boolean;
};

export type Context = {
  database: Database;
  ports: Ports;
  now: Date;
  requestId: string;
  /** The organisation in the address; null outside one. */
  slug: string | null;
  /** The API key that came with the request, its checksum checked; its hash and rights the database checks. */
  apiKey: ApiKey | null;
  /** The token of the session that came in the cookie; its hash the database checks. Null when an API key speaks. */
  token: string | null;
  /** Checks the session, once per request; null = signed out, or called with an API key. */
  authenticate(): Promise<Caller | null>;
  responseHeaders: Headers;
  /** Where the caller sits and what it says it is. */
  client: Client;
  /** Where people reach us: scheme, host and port. */
  origin: string;
  /** Adds to the one log line of this request. */
  note(fields: Fields): void;
  /** The database has let the caller in: from then on the call counts for the organisation. */
  entered(organization: Entered): void;
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // Otherwise tRPC takes workerd for a development machine and sends stack traces.
    isDev: false,
    // A dead client is only noticed when something is written to it.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter({ shape, error, ctx }) {
      const expected = error.cause instanceof Expected ? error.cause : undefined;
      const invalid = error.cause instanceof z.core.$ZodError ? fieldsOf(error.cause) : undefined;
      const fields = expected?.detail.fields ?? invalid;
      return {
        ...shape,
        message: sentence(error, invalid),
        data: {
          code: shape.data.code,
          httpStatus: shape.data.httpStatus,
          requestId: ctx?.requestId ?? null,
          ...(fields && { fields }),
          ...(expected?.detail.limit && { limit: expected.detail.limit }),
        },
      };
    },
  });

export const router = t.router;
export const mergeRouters = t.mergeRouters;

/** Gives thrown errors their code. tRPC's next() answers with a result instead of throwing, so it is thrown again here. */
const translated = t.procedure.use(async ({ next, ctx }) => {
  const result = await next();
  if (result.ok) return result;
  const error = result.error;
  if (error.code !== "INTERNAL_SERVER_ERROR") throw error;
  const told = translate(error.cause);
  if (!told) throw error;
  if (told.cause.detail.retryAfterSeconds)
    ctx.responseHeaders.set("retry-after", String(told.cause.detail.retryAfterSeconds));
  throw told;
});

/** The error with its code; null when it is none that a caller can act on. A stream that has begun throws it itself. */
export function translate(error: unknown): (TRPCError & { cause: Expected }) | null {
  const expected = error instanceof Expected ? error : fromDatabase(error);
  if (!(expected instanceof Expected)) return null;
  const { code, message } = expected;
  return Object.assign(new TRPCError({ code, message, cause: expected }), { cause: expected });
}

/** A procedure that anyone may call. */
export const anyone = translated.meta({ role: "anyone" });

/** A procedure for whoever is signed in, outside any organisation. */
export const signedIn = translated.meta({ role: "signed-in" }).use(async ({ ctx, next }) => {
  const caller = await ctx.authenticate();
  if (!caller) throw unauthorized();
  return next({ ctx: { ...ctx, caller } });
});

/** A procedure for people with an account of their own: the demo's guest may look, not make. */
export const person = signedIn.use(({ ctx, next }) => {
  if (ctx.caller.isGuest) throw forbidden("The demo is read-only. Sign up to make something of your own.");
  return next();
});

type Queries = readonly BatchItem<"pg">[];

/**
 * A procedure inside the organisation of the address, for members of at least `role`, and for API keys.
 * Reads go through `ctx.read` (one HTTP batch), changes through `ctx.write` (one transaction);
 * both enter the organisation in the database, which refuses strangers, lower roles and keys without the scope.
 */
export const org = (role: Role) =>
  translated
    .meta({ role })
    .use(async ({ ctx, next, path, type }) =>
      next({ ctx: { ...ctx, ...(await doorsOf(ctx, { role, scope: scopeOf(path, type) })) } }),
    );

type Inside = Pick<Context, "database" | "ports" | "now" | "requestId" | "client" | "entered">;

/** The two doors to the organisation of the address for whoever calls, a person or an API key. */
export async function doorsOf(
  ctx: Inside & Pick<Context, "slug" | "apiKey" | "token">,
  { role, scope }: { role: Role; scope: string },
) {
  const { slug, apiKey, token, client } = ctx;
  if (!apiKey && !token) throw unauthorized();
  if (!slug) throw notFound("The organisation");
  const key = apiKey
    ? { keyId: apiKey.id, keyHash: await sha256(apiKey.text), slug, role, scope, ip: client.ip }
    : { sessionId: await sha256(token ?? ""), slug, role };
  return inside(ctx, key);
}

/** The same for people alone: what a key cannot be, or must not hand on. */
export const member = (role: Role) =>
  org(role)
    .meta({ role, isForPeople: true })
    .use(({ ctx, next }) => {
      if (ctx.apiKey) throw forbidden("An API key cannot do this. Sign in as a person.");
      return next();
    });

/**
 * For a change of one service: the role may be the one in the organisation, or one that was given on that service.
 * There is no `ctx.write`: the service is named to `ctx.writeOn`, which asks for the role before it works.
 */
export const onService = (role: Role) =>
  translated.meta({ role, isPerService: true }).use(async ({ ctx, next, path, type }) => {
    const { write, ...doors } = await doorsOf(ctx, { role: "viewer", scope: scopeOf(path, type) });
    const writeOn = <T>(ref: string, work: (context: OrgContext) => Promise<T>): Promise<T> =>
      write(async (context) => {
        await requireRoleOn(context, ref, role);
        return work(context);
      });
    return next({ ctx: { ...ctx, ...doors, writeOn } });
  });

/** What a key must be allowed: to read or to write in a capability. */
export const scopeOf = (path: string, type: ProcedureFacts["type"]) =>
  `${path.split(".")[0]}:${type === "mutation" ? "write" : "read"}`;

/** The two doors, with the key in them: the database tells who it was that it let in. */
function inside(ctx: Inside, key: Parameters<Database["read"]>[0]) {
  const { database, ports, now, requestId, client, entered } = ctx;
  return {
    key,
    read: <const Q extends Queries, T>(
      build: (db: ReturnType<Database["identity"]>) => Q,
      map: (rows: BatchResponse<[...Q]>, organization: Entered) => T,
    ) =>
      database.read(key, build, (rows: BatchResponse<[...Q]>, organization) => {
        entered(organization);
        return map(rows, organization);
      }),
    write: <T>(work: (context: OrgContext) => Promise<T>): Promise<T> =>
      inOrganization(database, ports, key, { actor: null, now, requestId, client }, (context) => {
        entered(context.organization);
        return work(context);
      }),
  };
}

export type ProcedureFacts = { type: "query" | "mutation" | "subscription"; meta?: Meta };

/**
 * Every procedure by its path ("findings.list"). tRPC keeps this flat record at run time but types it as the nested
 * router (11.22), hence the cast.
 */
export function proceduresOf(built: { _def: { procedures: object } }): Record<string, ProcedureFacts | undefined> {
  const flat = built._def.procedures as Record<string, { _def: ProcedureFacts } | undefined>;
  return Object.fromEntries(Object.entries(flat).map(([path, procedure]) => [path, procedure?._def]));
}

const ISSUES_MAX = 10;
const WORDS_MAX = 300;

function fieldsOf(error: z.core.$ZodError): Record<string, string> {
  // A refusal must not be as long as what it refuses: zod names each key that it does not know.
  return Object.fromEntries(
    error.issues
      .slice(0, ISSUES_MAX)
      .map((issue) => [issue.path.join(".").slice(0, WORDS_MAX) || "input", issue.message.slice(0, WORDS_MAX)]),
  );
}

function sentence(error: TRPCError, invalid: Record<string, string> | undefined): string {
  if (invalid)
    return `Check ${Object.entries(invalid)
      .map(([field, problem]) => `${field}: ${problem}`)
      .join("; ")}.`;
  if (error.cause instanceof Expected || error.code !== "INTERNAL_SERVER_ERROR") return error.message;
  return "Something went wrong on our side. Try again; if it stays, report the request id.";
}
