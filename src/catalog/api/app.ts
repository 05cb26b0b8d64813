import { Hono } from "hono";
import { fromDatabase } from "../../base/database-errors.ts";
import { Expected } from "../../base/errors.ts";
import { doorsOf } from "../../base/trpc.ts";
import { type CatalogCall, type CatalogEnv, json } from "./call.ts";
import { entityRoutes } from "./entities.ts";
import { ApiError, type ErrorName } from "./errors.ts";
import { locationRoutes } from "./locations.ts";

type Asked = Parameters<typeof doorsOf>[0];

const routes = new Hono<CatalogEnv>({ strict: false });
routes.route("/", locationRoutes);
routes.route("/", entityRoutes);
routes.notFound(() => {
  throw new ApiError("NotFoundError", "There is nothing at this address");
});
// Errors are answered below, where the address that the caller knows is at hand.
routes.onError((error) => {
  throw error;
});

/** Backstage's catalogue API: its own client and front end read from us. `path` begins after the organisation. */
export async function answerCatalog(request: Request, path: string, context: Asked): Promise<Response> {
  try {
    const call = open(context);
    const url = new URL(request.url);
    return await routes.fetch(new Request(new URL(path + url.search, url.origin), request), { call });
  } catch (error) {
    const known = inBackstagesNames(error);
    if (!known) throw error;
    return json(
      {
        error: { name: known.name, message: known.message },
        request: { method: request.method, url: path + new URL(request.url).search },
        response: { statusCode: known.status },
      },
      known.status,
    );
  }
}

/** A viewer reads and a developer writes; an API key needs the scope of the catalogue for it. */
function open(context: Asked): CatalogCall {
  if (!context.apiKey && !context.token) throw new ApiError("AuthenticationError", "Missing credentials");
  return {
    read: async (build, map) => (await doorsOf(context, { role: "viewer", scope: "catalog:read" })).read(build, map),
    write: async (work) => (await doorsOf(context, { role: "developer", scope: "catalog:write" })).write(work),
    web: context.ports.web,
  };
}

const NAMES: Partial<Record<Expected["code"], ErrorName>> = {
  BAD_REQUEST: "InputError",
  UNAUTHORIZED: "AuthenticationError",
  FORBIDDEN: "NotAllowedError",
  NOT_FOUND: "NotFoundError",
  CONFLICT: "ConflictError",
  BAD_GATEWAY: "ServiceUnavailableError",
  SERVICE_UNAVAILABLE: "ServiceUnavailableError",
};

function inBackstagesNames(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  const expected = error instanceof Expected ? error : fromDatabase(error);
  const name = expected instanceof Expected ? NAMES[expected.code] : undefined;
  return name && expected ? new ApiError(name, expected.message) : null;
}
