/** First path segments that the Worker answers; everything else is the web app. wrangler.toml repeats them (a test compares). */
export const WORKER_PATHS = ["/trpc", "/api", "/auth", "/webhooks", "/healthz", "/.well-known"] as const;

/** First path segments of the web app outside an organisation. */
export const WEB_PATHS = [
  "/login",
  "/signup",
  "/invite",
  "/forgot",
  "/reset",
  "/verify-email",
  "/second-step",
  "/welcome",
  "/outbox",
  "/assets",
  "/theme.js",
  "/favicon.svg",
] as const;

/** No organisation may bear a name that is, or may become, a path of ours. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  [...WORKER_PATHS, ...WEB_PATHS]
    .map((path) => path.slice(1))
    .concat([
      "account",
      "admin",
      "api",
      "app",
      "docs",
      "error",
      "help",
      "locked",
      "logout",
      "mcp",
      "metrics",
      "new",
      "settings",
      "share",
      "static",
      "status",
      "support",
      "v1",
      "webhooks",
      "well-known",
      "www",
    ]),
);
