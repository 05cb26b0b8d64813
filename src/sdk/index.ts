import { createTRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../router.ts";
import { type LinkOptions, links } from "./links.ts";

export { DevControlError, type ErrorCode } from "./error.ts";
export { type Fetch, type LinkOptions, links } from "./links.ts";
export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;
export type Client = ReturnType<typeof createClient>;

export type ClientOptions = Omit<LinkOptions, "url"> & {
  /** Where people open DevControl, e.g. "https://devcontrol.example.com". */
  url: string;
  /** Slug of the organisation that is meant, as in its pages' addresses; without it, only a person's own procedures answer. */
  organization?: string;
};

/**
 * Everything that DevControl can do, typed. Failures are thrown as `DevControlError`.
 *
 * @example
 * const devcontrol = createClient({
 *   url: "https://devcontrol.example.com",
 *   organization: "acme",
 *   headers: { cookie: `__Host-session=${token}` },
 * });
 * const { items, total } = await devcontrol.inventory.resources.list.query({ public: "yes" });
 * try {
 *   await devcontrol.costs.sync.mutate();
 * } catch (error) {
 *   if (error instanceof DevControlError && error.code === "FORBIDDEN") console.error(error.message, error.requestId);
 *   else throw error;
 * }
 */
export function createClient({ url, organization, ...options }: ClientOptions) {
  const path = organization === undefined ? "/trpc" : `/trpc/${encodeURIComponent(organization)}`;
  return createTRPCClient<AppRouter>({ links: links({ ...options, url: `${url.replace(/\/+$/, "")}${path}` }) });
}
