import { useSyncExternalStore } from "react";
import { formatAbsolute, formatRelative } from "./format.ts";

const TICK_MS = 30_000;
/** One clock for all times on the page, and it stands still while nobody shows any. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** "42 minutes ago"; the exact time with its zone is in the title. */
export function Time({ at }: { at: string | Date }) {
  const tick = useSyncExternalStore(subscribe, () => now);
  const date = new Date(at);
  // A thing that happened after the last tick is not in the future.
  const reference = new Date(date.getTime() > tick && date.getTime() <= Date.now() ? Date.now() : tick);
  return (
    <time dateTime={date.toISOString()} title={formatAbsolute(date)} className="whitespace-nowrap">
      {formatRelative(date, reference)}
    </time>
  );
}

/** How fresh a synced figure is. */
export function AsOf({ at, what = "Synced" }: { at: string | Date | null; what?: string }) {
  return at ? (
    <span>
      {what} <Time at={at} />
    </span>
  ) : (
    <span>Not {what.toLowerCase()} yet</span>
  );
}
