/**
 * Says when to look for due jobs; Postgres holds which ones. Losing a wake-up delays work until the next
 * minute's cron, a wake-up too many costs one look.
 */
export type Queue = {
  /** A job of this organisation is due at that instant. Never throws for the caller's sake: it is called after a commit. */
  wake(organizationId: string, at: Date): Promise<void>;
  /** Whether it is worth asking Postgres. May say yes for nothing; must never say no while something woken is due. */
  isDue(now: Date): Promise<boolean>;
};

/** Jobs are due by Postgres's clock, and looked for by ours: a look that comes early finds nothing until the next cron. */
export const SKEW_MS = 250;

/** The form that needs nothing besides Postgres: always look; `look` is how the runtime drains at an instant. */
export function postgresQueue(look: (organizationId: string, at: Date) => Promise<void>): Queue {
  return {
    wake: (organizationId, at) => look(organizationId, new Date(at.getTime() + SKEW_MS)),
    isDue: async () => true,
  };
}
