import type { Redis } from "@upstash/redis/cloudflare";

/** So much is used of what this key may use in the present window. Windows begin at multiples of their length. */
export type Spend = { key: string; windowSeconds: number; cost: number };

/** Counts what is used. Says nothing of how much is allowed. */
export type Counter = {
  /** @returns what is used of each in the present window, this spend included. Throws when the store does not answer. */
  spend(spends: readonly Spend[], now: Date): Promise<number[]>;
};

/** The window in which an instant lies, counted from 1970. */
export const windowOf = ({ windowSeconds }: Pick<Spend, "windowSeconds">, now: Date) =>
  Math.floor(now.getTime() / 1000 / windowSeconds);

/** Some 20 MB; who fills it from so many addresses in one minute is no longer held by counting. */
const KEYS_MAX = 100_000;
const SWEEP_SECONDS = 60;

/** The form for one process, and for the time in which Redis does not answer. */
export function memoryCounter(keysMax = KEYS_MAX): Counter & { size(): number } {
  const used = new Map<string, { window: number; windowSeconds: number; used: number }>();
  let sweptAt = 0;
  const sweep = (now: Date) => {
    for (const [key, entry] of used) if (entry.window < windowOf(entry, now)) used.delete(key);
    // Still too many: the oldest go, which gives them a little more than their share.
    for (const key of used.keys()) {
      if (used.size <= keysMax) break;
      used.delete(key);
    }
  };
  return {
    size: () => used.size,
    async spend(spends, now) {
      const second = Math.floor(now.getTime() / 1000);
      if (used.size > keysMax || second >= sweptAt + SWEEP_SECONDS) {
        sweptAt = second;
        sweep(now);
      }
      return spends.map(({ key, windowSeconds, cost }) => {
        const window = windowOf({ windowSeconds }, now);
        const present = used.get(key);
        const before = present?.window === window ? present.used : 0;
        used.set(key, { window, windowSeconds, used: before + cost });
        return before + cost;
      });
    },
  };
}
/** In Upstash, all in one pipeline: a counter per key and window, which Redis forgets when the window is over. */
export function upstashCounter(redis: Redis, prefix: string): Counter {
  return {
    async spend(spends, now) {
      if (spends.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const spend of spends) {
        const { key, windowSeconds, cost } = spend;
        const name = `${prefix}:${key}:${windowOf(spend, now)}`;
        // Made with its end, so that none stays for ever; an own clock that is late by a window still finds it.
        pipeline.set(name, 0, { nx: true, ex: 2 * windowSeconds });
        pipeline.incrby(name, cost);
      }
      const replies = await pipeline.exec<unknown[]>();
      return spends.map((_, at) => Number(replies[2 * at + 1]));
    },
  };
}
