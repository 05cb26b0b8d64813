import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Counter } from "../../src/ports/limit.ts";

/** What every form of the counter promises. `open` gives one that has counted nothing yet. */
export function limitContract(form: string, open: () => Promise<Counter>) {
  const start = Date.UTC(2026, 0, 1);
  const at = (second: number) => new Date(start + second * 1000);
  const minute = (key: string, cost = 1) => ({ key, windowSeconds: 60, cost });

  describe(`rate counter, ${form}`, () => {
    test("tells what is used of each, this spend included", async () => {
      const counter = await open();
      expect(await counter.spend([minute("a"), minute("b", 5)], at(0))).toEqual([1, 5]);
      expect(await counter.spend([minute("a", 3)], at(1))).toEqual([4]);
      expect(await counter.spend([minute("b"), minute("a")], at(59))).toEqual([6, 5]);
      expect(await counter.spend([], at(59))).toEqual([]);
    });

    test("begins anew with each window", async () => {
      const counter = await open();
      expect(await counter.spend([minute("a", 9)], at(59.999))).toEqual([9]);
      expect(await counter.spend([minute("a")], at(60))).toEqual([1]);
      expect(await counter.spend([minute("a")], at(3600))).toEqual([1]);
    });

    test("counts as a reader would, whatever comes", async () => {
      const Spends = fc.array(
        fc.record({
          key: fc.constantFrom("a", "b", "c"),
          second: fc.integer({ min: 0, max: 200 }),
          cost: fc.integer({ min: 1, max: 9 }),
        }),
        { maxLength: 20 },
      );
      await fc.assert(
        fc.asyncProperty(Spends, async (spends) => {
          const counter = await open();
          const used = new Map<string, number>();
          for (const { key, second, cost } of [...spends].sort((a, b) => a.second - b.second)) {
            const name = `${key} ${Math.floor(second / 60)}`;
            used.set(name, (used.get(name) ?? 0) + cost);
            expect(await counter.spend([minute(key, cost)], at(second))).toEqual([used.get(name) ?? 0]);
          }
        }),
        { numRuns: 25 },
      );
    });

    test("of calls that come together, each number is told once: exactly one crosses a limit", async () => {
      const counter = await open();
      const told = await Promise.all(Array.from({ length: 60 }, () => counter.spend([minute("a")], at(5))));
      expect(told.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    });
  });
}
