import type { Redis } from "@upstash/redis/cloudflare";
import { JUST_LOOK, type LookAt, type Queue, SKEW_MS } from "./queue.ts";

/** A sorted set: members with the instant (milliseconds since 1970) at which they are due. */
export type DueTimes = {
  add(member: string, dueMs: number): Promise<void>;
  /** The earliest of those that are due. */
  due(nowMs: number, limit: number): Promise<{ member: string; dueMs: number }[]>;
  remove(members: readonly string[]): Promise<void>;
};

/** Read in one look; what is due beyond them is seen by the next one. */
const SEEN_MAX = 1000;
/** A claimed job is free again this long after its runner's last word (app.claim_jobs). */
const LEASE_MS = 60_000;
/** No invocation of a Worker lives longer (limits of cron triggers and alarms). */
const RUN_MS = 15 * 60_000;
const LOOKING = "looking:";

/**
 * The form that lets the database sleep: it is asked only when something is due. Each wake-up is a member of its own, and
 * a look takes away no other members than it has seen before it asked Postgres, so a wake-up that comes meanwhile stays.
 * While it looks, a member of its own falls due when the leases of the jobs that it claims end: should it die, somebody
 * looks after them. A store that does not answer means looking each minute, as without one.
 */
export function timesQueue(times: DueTimes, lookAt: LookAt, onTrouble: (error: unknown) => void): Queue {
  const settle = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      onTrouble(error);
    }
  };
  return {
    async wake(organizationId, at) {
      // In this order: a look that comes before the member would find nothing to do.
      await settle(() => times.add(`${organizationId}:${crypto.randomUUID()}`, at.getTime()));
      await settle(() => lookAt(organizationId, new Date(at.getTime() + SKEW_MS)));
    },

    async look(now) {
      const nowMs = now.getTime();
      let seen: Awaited<ReturnType<DueTimes["due"]>>;
      try {
        seen = await times.due(nowMs, SEEN_MAX);
      } catch (error) {
        onTrouble(error);
        return JUST_LOOK;
      }
      if (seen.length === 0) return null;
      const own = `${LOOKING}${crypto.randomUUID()}`;
      await settle(() => times.add(own, nowMs + LEASE_MS));
      // By Postgres's clock the youngest may not be due yet; another's look may still be going on.
      const isOver = ({ member, dueMs }: (typeof seen)[number]) =>
        dueMs <= nowMs - (member.startsWith(LOOKING) ? RUN_MS : SKEW_MS);
      const over = seen.filter(isOver).map(({ member }) => member);
      return {
        foundNone: () => settle(() => times.remove([own, ...over])),
        cutShort: () => settle(() => times.remove([own])),
      };
    },
  };
}

/** In Upstash: ZADD, ZRANGE BYSCORE and ZREM; one command for a minute in which nothing is due. */
export function upstashTimes(redis: Redis, key: string): DueTimes {
  return {
    async add(member, dueMs) {
      await redis.zadd(key, { score: dueMs, member });
    },
    async due(nowMs, limit) {
      const flat = await redis.zrange<string[]>(key, "-inf", nowMs, {
        byScore: true,
        withScores: true,
        offset: 0,
        count: limit,
      });
      return Array.from({ length: flat.length / 2 }, (_, at) => ({
        member: String(flat[2 * at]),
        dueMs: Number(flat[2 * at + 1]),
      }));
    },
    async remove(members) {
      await redis.zrem(key, ...members);
    },
  };
}
