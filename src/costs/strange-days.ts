import type { ANOMALY_KINDS } from "../../db/schema/cost-anomalies.ts";
import { oddDays } from "./anomaly.ts";
import { addDays, type Day } from "./days.ts";

/** A difference that nobody would get up for is none: dollars a day, and share of a usual day of everything. */
const IMPACT_MIN = 5;
const IMPACT_SHARE_MIN = 0.01;
/** Small services jump often. */
const SMALL_BELOW = 50;
const SMALL_SCORE_MIN = 5;
/** A service's first cost is worth a word from this amount a day on, once two months without it are known. */
const NEW_MIN = 1;
const NEW_KNOWN_DAYS_MIN = 60;

export type StrangeDay = {
  day: Day;
  service: string;
  kind: (typeof ANOMALY_KINDS)[number];
  actual: number;
  expected: number;
  score: number | null;
};

/**
 * Daily costs of each service (or another series) from `from` on, all equally long; at most one finding per service and
 * day, oldest first. `everything`: what a usual day of all of them costs, where these are a part only.
 */
export function findStrangeDays(
  from: Day,
  services: ReadonlyMap<string, readonly number[]>,
  everything = usualTotal(services),
): StrangeDay[] {
  const gate = Math.max(IMPACT_MIN, IMPACT_SHARE_MIN * everything);
  return [...services]
    .flatMap(([service, values]): StrangeDay[] => {
      const small = mean(values.slice(-28)) < SMALL_BELOW;
      const jumps = (isByCalendar(values) ? [] : oddDays(values).filter(({ isTold }) => isTold)).flatMap(
        ({ index, expected, score }): StrangeDay[] => {
          const actual = values[index] ?? 0;
          if (Math.abs(actual - expected) < gate || (small && Math.abs(score) < SMALL_SCORE_MIN)) return [];
          const kind = actual > expected ? "rise" : "drop";
          return [{ day: addDays(from, index), service, kind, actual, expected, score }];
        },
      );
      const first = values.findIndex((value) => value !== 0);
      const actual = values[first] ?? 0;
      if (first < NEW_KNOWN_DAYS_MIN || actual < NEW_MIN) return jumps;
      const day = addDays(from, first);
      const isNew: StrangeDay = { day, service, kind: "new", actual, expected: 0, score: null };
      return [isNew, ...jumps.filter((jump) => jump.day !== day)];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.service < b.service ? -1 : 1));
}

/** Support, taxes and fees come on their day of the month: what has no cost on most days is not used, but charged. */
export const isByCalendar = (values: readonly number[]) =>
  values.filter((value) => value !== 0).length * 2 < values.length;

export const usualTotal = (services: ReadonlyMap<string, readonly number[]>) =>
  [...services.values()].reduce((sum, values) => sum + mean(values.slice(-28)), 0);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
