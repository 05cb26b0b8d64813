import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type LookAt, type Queue, SKEW_MS } from "../../src/ports/queue.ts";

/** What every form of the queue promises. `open` gives one that has been told nothing yet. */
export function queueContract(form: string, open: (lookAt: LookAt) => Promise<Queue>) {
  const start = Date.UTC(2026, 0, 1);
  const at = (second: number) => new Date(start + second * 1000);
  const Second = fc.integer({ min: 0, max: 7200 });
  const Wake = fc.record({ organization: fc.integer({ min: 0, max: 3 }), second: Second });
  const organizations = Array.from({ length: 4 }, () => crypto.randomUUID());
  const [acme = ""] = organizations;
  const silent = () => open(async () => {});

  describe(`queue, ${form}`, () => {
    test("never says no while something woken is due and nobody has looked", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(Wake, { minLength: 1, maxLength: 12 }), Second, async (wakes, now) => {
          const queue = await silent();
          for (const { organization, second } of wakes) await queue.wake(organizations[organization] ?? "", at(second));
          if (wakes.some(({ second }) => second <= now)) expect(await queue.look(at(now))).not.toBeNull();
        }),
        { numRuns: 60 },
      );
    });

    test("a later wake-up does not hide an earlier one of the same organisation", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      await queue.wake(acme, at(5000));
      expect(await queue.look(at(10))).not.toBeNull();
    });

    test("asking does not use it up: whoever was told may die before it has looked", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      expect([await queue.look(at(11)), await queue.look(at(12))]).not.toContain(null);
    });

    test("who finds nothing forgets no wake-up that came while it looked, not even one that was due before", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      const look = await queue.look(at(20));
      await queue.wake(acme, at(10));
      await look?.foundNone();
      expect(await queue.look(at(21))).not.toBeNull();
    });

    test("who finds nothing forgets nothing that falls due later", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      await queue.wake(acme, at(30));
      await (await queue.look(at(20)))?.foundNone();
      expect(await queue.look(at(30))).not.toBeNull();
    });

    test("a job that is due by our clock and not yet by Postgres's is looked for again", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      await (await queue.look(at(10)))?.foundNone();
      expect(await queue.look(new Date(at(10).getTime() + SKEW_MS))).not.toBeNull();
    });

    test("when somebody dies while it looks, its jobs are looked for when their leases have ended", async () => {
      const queue = await silent();
      await queue.wake(acme, at(10));
      const dying = await queue.look(at(11));
      expect(dying).not.toBeNull();
      // Another one finds nothing, because the dead one's lease still holds the job.
      await (await queue.look(at(40)))?.foundNone();
      for (const second of [72, 132, 192]) {
        const look = await queue.look(at(second));
        expect(look).not.toBeNull();
        await look?.foundNone();
      }
    });

    test("waking never throws and asks to be looked for after the job is due, within a second", async () => {
      const looks: { organizationId: string; at: Date }[] = [];
      const queue = await open(async (organizationId, at) => {
        looks.push({ organizationId, at });
        throw new Error("no hub");
      });
      await queue.wake(acme, at(10));
      expect(looks.map(({ organizationId }) => organizationId)).toEqual([acme]);
      const lateMs = (looks[0]?.at.getTime() ?? 0) - at(10).getTime();
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThanOrEqual(1000);
    });
  });
}

/** What the forms promise besides that let the database sleep. */
export function sleepingContract(form: string, open: (lookAt: LookAt) => Promise<Queue>) {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000);

  describe(`queue that lets the database sleep, ${form}`, () => {
    test("says no before anything is due, and once somebody has found nothing", async () => {
      const queue = await open(async () => {});
      expect(await queue.look(at(5))).toBeNull();
      await queue.wake("acme", at(10));
      expect(await queue.look(at(9))).toBeNull();
      const look = await queue.look(at(11));
      await look?.foundNone();
      expect([await queue.look(at(12)), await queue.look(at(100)), await queue.look(at(5000))]).toEqual([
        null,
        null,
        null,
      ]);
    });

    test("who was cut short leaves what was woken, and nothing of its own", async () => {
      const queue = await open(async () => {});
      await queue.wake("acme", at(10));
      await (await queue.look(at(11)))?.cutShort();
      await (await queue.look(at(12)))?.foundNone();
      expect([await queue.look(at(13)), await queue.look(at(100))]).toEqual([null, null]);
    });

    test("looks for a dead one's jobs no longer than a run can last", async () => {
      const queue = await open(async () => {});
      await queue.wake("acme", at(10));
      await queue.look(at(11));
      await (await queue.look(at(2000)))?.foundNone();
      expect(await queue.look(at(2001))).toBeNull();
    });

    test("many wake-ups at once are settled by a few looks", async () => {
      const queue = await open(async () => {});
      for (let second = 0; second < 24; second++)
        await Promise.all(Array.from({ length: 50 }, (_, index) => queue.wake(`o${index}`, at(second))));
      let looks = 0;
      for (let look = await queue.look(at(60)); look; look = await queue.look(at(60))) {
        await look.foundNone();
        looks++;
      }
      expect(looks).toBe(2);
    });
  });
}
