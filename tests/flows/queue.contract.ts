import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Queue } from "../../src/ports/queue.ts";

/** What every form of the queue promises. `open` gives one that has been told nothing yet. */
export function queueContract(form: string, open: () => Promise<Queue>) {
  const start = Date.UTC(2026, 0, 1);
  const at = (second: number) => new Date(start + second * 1000);
  const Second = fc.integer({ min: 0, max: 7200 });
  const Wake = fc.record({ organization: fc.integer({ min: 0, max: 3 }), second: Second });
  const organizations = Array.from({ length: 4 }, () => crypto.randomUUID());

  describe(`queue, ${form}`, () => {
    test("never says no while something woken is due", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(Wake, { minLength: 1, maxLength: 12 }), Second, async (wakes, now) => {
          const queue = await open();
          for (const { organization, second } of wakes) await queue.wake(organizations[organization] ?? "", at(second));
          if (wakes.some(({ second }) => second <= now)) expect(await queue.isDue(at(now))).toBe(true);
        }),
        { numRuns: 60 },
      );
    });

    test("a later wake-up does not hide an earlier one of the same organisation", async () => {
      const queue = await open();
      const [organization = ""] = organizations;
      await queue.wake(organization, at(10));
      await queue.wake(organization, at(5000));
      expect(await queue.isDue(at(10))).toBe(true);
    });

    test("asking does not use it up: whoever was told may die before it has looked", async () => {
      const queue = await open();
      await queue.wake(organizations[0] ?? "", at(10));
      expect([await queue.isDue(at(11)), await queue.isDue(at(12))]).toEqual([true, true]);
    });
  });
}
