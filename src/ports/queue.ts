/**
 * Says when to look for due jobs; Postgres holds which ones. Losing a wake-up delays work until the next
 * minute's or hour's cron, a wake-up too many costs one look.
 */
export type Queue = {
  /** A job of this organisation is due at that instant. Never throws: it is called after a commit. */
  wake(organizationId: string, at: Date): Promise<void>;
  /** null: nothing that was woken is due, Postgres need not be asked. May look for nothing; never null while something woken is due. */
  look(now: Date): Promise<Look | null>;
};

/** Whoever looks says how it ended; neither throws. Who dies in the middle says nothing, and somebody looks after its jobs. */
export type Look = {
  /** Postgres had no due job left: what had been woken when this look began is done with. */
  foundNone(): Promise<void>;
  /** There may be more: what has been woken stays so. */
  cutShort(): Promise<void>;
};

/** Jobs are due by Postgres's clock, and looked for by ours: a look that comes early finds nothing. */
export const SKEW_MS = 250;

/** How the runtime looks at an instant, besides cron. */
export type LookAt = (organizationId: string, at: Date) => Promise<void>;

/** A look that leaves nothing to be remembered. */
export const JUST_LOOK: Look = { foundNone: async () => {}, cutShort: async () => {} };

/** The form that needs nothing besides Postgres: always look. */
export function postgresQueue(lookAt: LookAt): Queue {
  return {
    wake: async (organizationId, at) => {
      try {
        await lookAt(organizationId, new Date(at.getTime() + SKEW_MS));
      } catch {
        // The next minute's cron looks.
      }
    },
    look: async () => JUST_LOOK,
  };
}
