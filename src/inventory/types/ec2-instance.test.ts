import { expect, test } from "bun:test";
import { summarize } from "./ec2-instance.ts";

test("hours of values become an average, a peak and bytes a day", () => {
  expect(summarize([10, 20, 30], [40, 90, 50], [[1200, 1200], [600]])).toEqual({
    cpuAverage14d: 20,
    cpuMaximum14d: 90,
    networkBytesPerDay14d: 36_000,
    cpuDatapoints14d: 3,
  });
});

test("no values are no measurement, not zero", () => {
  expect(summarize([], [], [[], []])).toEqual({
    cpuAverage14d: null,
    cpuMaximum14d: null,
    networkBytesPerDay14d: null,
    cpuDatapoints14d: 0,
  });
  expect(summarize([0], [0], [[0], [0]])).toMatchObject({ cpuAverage14d: 0, networkBytesPerDay14d: 0 });
});
