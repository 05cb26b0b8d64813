import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { account, useTRPC, useTRPCClient } from "../../api.ts";
import { classNames } from "../class-names.ts";

type Connection = "live" | "reconnecting" | "offline";
const ConnectionContext = createContext<Connection>("reconnecting");

/** A scan sends many small messages; the pages are read again at most this often. */
const REFRESH_MS = 1_000;
const REOPEN_MS = 2_000;

/** Hears what changed in this organisation and has the pages read it again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<Connection>("reconnecting");
  const client = useTRPCClient();
  const refresh = useRefresh();
  useEffect(() => {
    const refresher = batched(refresh, REFRESH_MS);
    let lastEventId: string | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe(): void };
    const open = () => {
      subscription = client.live.events.subscribe(
        { lastEventId },
        {
          onData: ({ id, data }) => {
            lastEventId = id;
            refresher.add(data.topic);
          },
          onConnectionStateChange: ({ state }) => setConnection(state === "pending" ? "live" : "reconnecting"),
          // The server ends each stream after a while to check the session again, and refuses while it restarts.
          onComplete: () => reopen(),
          onError: () => reopen(),
        },
      );
    };
    const reopen = () => {
      setConnection(navigator.onLine ? "reconnecting" : "offline");
      clearTimeout(again);
      again = setTimeout(open, REOPEN_MS);
    };
    const goOffline = () => setConnection("offline");
    open();
    addEventListener("offline", goOffline);
    return () => {
      clearTimeout(again);
      subscription.unsubscribe();
      refresher.stop();
      removeEventListener("offline", goOffline);
    };
  }, [client, refresh]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** Which part of what the pages have read a topic makes stale; an unknown topic or a gap makes all of it. */
function useRefresh() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [refresh] = useState(() => (topics: ReadonlySet<string>) => {
    const stale: Record<string, { queryKey: readonly unknown[] }[]> = {
      "discovery.progress": [trpc.inventory.accounts.pathFilter(), trpc.operations.jobs.pathFilter()],
      "discovery.completed": [trpc.inventory.pathFilter(), trpc.findings.pathFilter()],
      "costs.synced": [trpc.costs.pathFilter()],
      "findings.changed": [trpc.findings.pathFilter()],
      "accounts.changed": [trpc.inventory.pathFilter()],
      "catalog.changed": [trpc.catalog.pathFilter()],
      // Also the list of one's organisations, which says one's role in each.
      "members.changed": [trpc.organizations.pathFilter(), account.identity.me.queryFilter()],
      // Whoever is signed out learns it by asking.
      "sessions.changed": [trpc.organizations.current.queryFilter()],
      "jobs.changed": [trpc.operations.jobs.pathFilter()],
      "log.changed": [trpc.activity.events.pathFilter(), trpc.activity.actions.pathFilter()],
      "webhooks.changed": [trpc.activity.webhooks.pathFilter()],
    };
    for (const topic of topics) {
      for (const filter of stale[topic] ?? [trpc.pathFilter()]) void queries.invalidateQueries(filter);
    }
  });
  return refresh;
}

function batched(act: (topics: ReadonlySet<string>) => void, everyMs: number) {
  let waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const topics = waiting;
    waiting = new Set();
    act(topics);
  };
  return {
    add(topic: string) {
      waiting.add(topic);
      timer ??= setTimeout(flush, everyMs);
    },
    stop: () => clearTimeout(timer),
  };
}

const WORD: Record<Connection, { word: string; title: string; dot: string }> = {
  live: { word: "Live", title: "Changes appear by themselves", dot: "bg-ok animate-pulse-live" },
  reconnecting: { word: "Reconnecting", title: "The live connection is being opened again", dot: "bg-warn" },
  offline: { word: "Offline", title: "What you see was read before the connection was lost", dot: "bg-bad" },
};

export function LiveDot() {
  const { word, title, dot } = WORD[use(ConnectionContext)];
  return (
    <span role="status" className="mx-1 hidden items-center gap-1.5 text-xs text-fg-2 sm:flex" title={title}>
      <span className={classNames("dot size-1.5 rounded-full", dot)} aria-hidden="true" />
      {word}
    </span>
  );
}
