import { httpBatchLink, httpLink, httpSubscriptionLink, splitLink, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../router.ts";
import { toDevControlError } from "./error.ts";

/** The server refuses larger batches. */
const BATCH_MAX = 10;
const TIMEOUT_MS = 30_000;

/** What is asked of a fetch: the platform's, or one of your own that records, signs or retries. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export type LinkOptions = {
  /** Where procedures answer: "/trpc", or "/trpc/<slug>" for those of an organisation. */
  url: string;
  fetch?: Fetch;
  /** Added to every request; streams cannot carry any. */
  headers?: Record<string, string>;
  timeoutMs?: number;
};

/** Queries of one moment travel together, each change alone, and streams over server-sent events. */
export function links({ url, fetch: send = fetch, headers = {}, timeoutMs = TIMEOUT_MS }: LinkOptions) {
  const http = { url, headers, fetch: inTime(send, timeoutMs) };
  const ends: TRPCLink<AppRouter>[] = [
    withOurErrors,
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({ url }),
      false: splitLink({
        condition: ({ type }) => type === "mutation",
        true: httpLink(http),
        false: httpBatchLink({ ...http, maxItems: BATCH_MAX }),
      }),
    }),
  ];
  return ends;
}

/** The time counts until the whole answer is read, because the signal ends its body too. */
function inTime(send: Fetch, timeoutMs: number) {
  return (input: string | URL | RequestInfo, init: { signal?: AbortSignal | null } = {}) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return send(String(input), { ...init, signal });
  };
}

const withOurErrors: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => observer.error(toDevControlError(error)),
      }),
    );
