import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromUnits, toUnits } from "../base/money.ts";
import { allocateLines } from "./allocate.ts";

const line = fc
  .record({
    day: fc.constantFrom("2026-11-01", "2026-11-02"),
    service: fc.constantFrom("AWS Lambda", "Amazon S3"),
    region: fc.constantFrom("eu-west-1", "us-east-1"),
    owner: fc.constantFrom("", "shop", "search"),
    units: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
  })
  .map(({ owner, units, ...rest }) => {
    const amount = fromUnits(units);
    const tags: Record<string, string> = owner ? { Owner: owner } : {};
    return {
      ...rest,
      subAccountId: "210000000042",
      accountName: "shop-production",
      chargeCategory: "Usage" as const,
      resourceId: "",
      tags,
      currency: "USD",
      source: "focus",
      unblended: amount,
      amortized: amount,
      netUnblended: amount,
      netAmortized: amount,
    };
  });

test("the lines of a month are neither lost nor counted twice, seen by team, component, environment or reason", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const source = lines.reduce((sum, { unblended }) => sum + toUnits(unblended), 0n);
      const sums = allocateLines({ lines, tagged: [], owners: new Map(), rules: [], teamKeys: ["Owner"] });
      for (const dimension of ["team", "component", "environment", "via"]) {
        const mine = sums.filter(({ by }) => by === dimension);
        for (const cost of [0, 1, 2, 3])
          expect(mine.reduce((sum, { amounts }) => sum + (amounts[cost] ?? 0n), 0n)).toBe(source);
      }
    }),
    { numRuns: 200 },
  );
});
