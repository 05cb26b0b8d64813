import * as z from "zod";
import { type Code, Expected } from "../base/errors.ts";

/**
 * token: it is not valid, or no more · refused: valid, but it may not do that · absent: 404, which GitHub also answers for
 * what the token may not see · large: more than is read · limited: too many requests, with a time to wait · conflict: it is
 * there already, or somebody else changed it meanwhile · unavailable: no answer in time, or the server's own fault.
 */
export type GitHubFailure = "token" | "refused" | "absent" | "large" | "limited" | "conflict" | "unavailable";
const CODES: Record<GitHubFailure, Code> = {
  token: "BAD_REQUEST",
  refused: "BAD_REQUEST",
  absent: "BAD_REQUEST",
  large: "BAD_REQUEST",
  conflict: "CONFLICT",
  limited: "TOO_MANY_REQUESTS",
  unavailable: "BAD_GATEWAY",
};

export class GitHubError extends Expected {
  constructor(
    readonly failure: GitHubFailure,
    message: string,
    retryAfterSeconds?: number,
  ) {
    super(CODES[failure], message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}

export const GITHUB = "https://api.github.com";
/** The version whose answers are read here; GitHub keeps a version for at least two years after the next one. */
const API_VERSION = "2022-11-28";
const TIMEOUT_MS = 8_000;
const REDIRECTS_MAX = 3;
/** What GitHub asks for where it names no time: docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api. */
const PAUSE_SECONDS = 60;
/** A page of 100 repositories is some 600 KB, the tree of a large one 7 MB. */
const BYTES_MAX = 12_000_000;

export type Ask = (address: string, init: RequestInit) => Promise<Response>;
export type Request = { method?: "GET" | "POST" | "PATCH"; body?: unknown; etag?: string | null };
export type Answered = { isSame: boolean; json: unknown; headers: Headers };
/** Asks GitHub's REST API as whoever the token is of. Throws GitHubError. */
export type Call = (path: string, request?: Request) => Promise<Answered>;

export function openCall({ endpoint, token, ask }: { endpoint: string; token: string; ask: Ask }): Call {
  const base = new URL(endpoint);
  return async (path, { method = "GET", body, etag } = {}) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let url = new URL(base.pathname.replace(/\/$/, "") + path, base);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const response = await ask(url.href, {
        method,
        signal,
        redirect: "manual",
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token}`,
          "x-github-api-version": API_VERSION,
          // GitHub refuses requests without one.
          "user-agent": "DevControl",
          ...(etag && { "if-none-match": etag }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch(unavailable);
      const next = response.headers.get("location");
      if ([301, 302, 307, 308].includes(response.status) && next && method === "GET") {
        await response.body?.cancel();
        const moved = new URL(next, url);
        // A renamed repository. The token goes nowhere else.
        if (moved.origin !== base.origin) throw new GitHubError("unavailable", "GitHub redirects to another server.");
        url = moved;
        continue;
      }
      if (response.status === 304) return { isSame: true, json: null, headers: response.headers };
      if (Number(response.headers.get("content-length") ?? 0) > BYTES_MAX) {
        await response.body?.cancel();
        throw new GitHubError("large", `GitHub's answer is larger than ${BYTES_MAX / 1_000_000} MB.`);
      }
      const text = await response.text().catch(unavailable);
      if (!response.ok) throw refusalOf(response, text);
      return { isSame: false, json: parse(text), headers: response.headers };
    }
    throw new GitHubError("unavailable", "GitHub redirects without end.");
  };
}

function unavailable(error: unknown): never {
  const isLate = error instanceof Error && error.name === "TimeoutError";
  throw new GitHubError("unavailable", `GitHub did not answer${isLate ? ` within ${TIMEOUT_MS / 1000} s` : ""}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GitHubError("unavailable", "GitHub's answer is no JSON.");
  }
}

const Said = z.object({
  message: z.string().default(""),
  errors: z.array(z.object({ message: z.string().optional() }).or(z.string())).default([]),
});

function refusalOf({ status, headers }: Response, text: string): GitHubError {
  const { message, errors } = saidIn(text);
  const said = [message, ...errors.map((error) => (typeof error === "string" ? error : (error.message ?? "")))]
    .filter(Boolean)
    .join(" ")
    .slice(0, 300);
  const wait = waitOf(status, headers, said);
  if (wait !== null)
    return new GitHubError(
      "limited",
      `GitHub takes no more requests from this token for now. It is asked again in ${wait} s.`,
      wait,
    );
  if (status === 401)
    return new GitHubError("token", "GitHub does not know this token: it has expired, or was revoked. Make a new one.");
  if (status === 403)
    return new GitHubError("refused", `The token may not do this: ${said || "GitHub answers 403"}. Widen its rights.`);
  if (status === 404)
    return new GitHubError("absent", "There is no such thing on GitHub, or the token may not see it.");
  if (status === 409 || status === 422) return new GitHubError("conflict", `GitHub refuses it: ${said || status}.`);
  if (status >= 500) return new GitHubError("unavailable", `GitHub answers ${status}.`);
  return new GitHubError("refused", `GitHub answers ${status}: ${said}.`);
}

function saidIn(text: string): z.infer<typeof Said> {
  try {
    return Said.parse(JSON.parse(text));
  } catch {
    return { message: "", errors: [] };
  }
}

/**
 * Seconds until it may be asked again; null: it is no rate limit. GitHub's order: `retry-after`, then
 * `x-ratelimit-reset` (UTC epoch seconds) when nothing remains, else a minute. By GitHub's own clock, its `date` header.
 */
function waitOf(status: number, headers: Headers, said: string): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers.get("retry-after");
  if (after && /^\d{1,6}$/.test(after)) return Math.max(1, Number(after));
  if (headers.get("x-ratelimit-remaining") === "0") {
    const [reset, now] = [Number(headers.get("x-ratelimit-reset")), Date.parse(headers.get("date") ?? "") / 1000];
    const seconds = Math.ceil(reset - now);
    return Number.isFinite(seconds) ? Math.max(1, Math.min(seconds, 3_600)) : PAUSE_SECONDS;
  }
  return status === 429 || /rate limit/i.test(said) ? PAUSE_SECONDS : null;
}

/** Fields that we do not know are left out; those that we need must be there. */
export function read<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new GitHubError("unavailable", "GitHub's answer is not as its documentation says.");
}
