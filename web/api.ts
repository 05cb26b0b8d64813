import { QueryCache, QueryClient } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createTRPCContext, createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../src/router.ts";

export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;

/** The server refuses larger batches. */
const BATCH_MAX = 10;
const RETRIES_MAX = 2;
const REQUEST_TIMEOUT_MS = 30_000;

const fetchInTime = (input: URL | RequestInfo, init?: RequestInit) => {
  const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
};

/**
 * tRPC puts a direction into the input of endless lists. Ours go forward only, and the server refuses what it does not
 * know.
 */
const withoutDirection: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    if (typeof op.input !== "object" || op.input === null || !("direction" in op.input)) return next(op);
    const { direction: _, ...input } = op.input;
    return next({ ...op, input });
  };

function links(url: string): TRPCLink<AppRouter>[] {
  const http = { url, fetch: fetchInTime };
  return [
    withoutDirection,
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
}

let onSignedOut = () => {};
/** What to do when the server no longer knows the session: main.tsx sends the person to sign in. */
export function whenSignedOut(action: () => void) {
  onSignedOut = action;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (codeOf(error) === "UNAUTHORIZED") onSignedOut();
    },
  }),
  defaultOptions: {
    queries: {
      // The live stream invalidates what changed; this is the net for a stream that is down.
      staleTime: 60_000,
      retry: (failures, error) => failures < RETRIES_MAX && isTransient(error),
    },
    mutations: { retry: false },
  },
});

/** Procedures of a person, outside any organisation. */
export const accountClient = createTRPCClient<AppRouter>({ links: links("/trpc") });
export const account = createTRPCOptionsProxy<AppRouter>({ client: accountClient, queryClient });

/** Procedures of one organisation: the slug is part of the address and of every query key, so two never share a cache. */
export const organizationClient = (slug: string) =>
  createTRPCClient<AppRouter>({ links: links(`/trpc/${encodeURIComponent(slug)}`) });

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter, { keyPrefix: true }>();

const isTrpcError = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError;
const codeOf = (error: unknown) => (isTrpcError(error) ? error.data?.code : undefined);

function isTransient(error: unknown) {
  const status = isTrpcError(error) ? error.data?.httpStatus : undefined;
  return status === undefined || status === 502 || status === 503 || status === 504;
}

type Explained = {
  sentence: string;
  code: string | null;
  requestId: string | null;
  fields: Record<string, string>;
};

/** What to tell a person: the server's own sentence when it answered, ours when it did not. */
export function explain(error: unknown): Explained {
  if (!isTrpcError(error)) {
    return plain("Something in this page broke. Reload it; if it stays, tell us what you did before.");
  }
  if (!error.data) {
    return plain(
      navigator.onLine
        ? "The server did not answer. It may be restarting: try again in a few seconds."
        : "You are offline. Reconnect and try again.",
    );
  }
  const { code, requestId, fields } = error.data;
  return { sentence: error.message, code, requestId: requestId ?? null, fields: fields ?? {} };
}

const plain = (sentence: string): Explained => ({ sentence, code: null, requestId: null, fields: {} });
