import { type Forecast, forecast as ours } from "../src/costs/forecast.ts";
import { dailySeries, HAS_SERIES } from "./series.ts";

const HORIZON = 7;
const SEASON = 7;
const ORIGINS = 4;
const HISTORY_DAYS_MIN = 28;
const HISTORY_DAYS_MAX = 400;

type Method = (values: readonly number[], horizon: number) => Pick<Forecast, "mean"> & Partial<Forecast>;

const METHODS: Record<string, Method> = {
  "Theta (ours)": ours,
  "seasonal naive": (values, horizon) => ({
    mean: steps(horizon).map((step) => values.at(((step - 1) % SEASON) - SEASON) ?? 0),
  }),
  "OLS line": (values, horizon) => {
    const n = values.length;
    const [middle, mean] = [(n - 1) / 2, sum(values) / n];
    const slope =
      sum(values.map((value, at) => (at - middle) * (value - mean))) / sum(values.map((_, at) => (at - middle) ** 2));
    return { mean: steps(horizon).map((step) => mean + slope * (n - 1 + step - middle)) };
  },
  "30-day run-rate": (values, horizon) => {
    const last = values.slice(-30);
    return { mean: steps(horizon).map(() => sum(last) / last.length) };
  },
};

const steps = (horizon: number) => Array.from({ length: horizon }, (_, index) => index + 1);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Evenly spread origins, the last one a horizon before the end. */
function originsOf(length: number): number[] {
  const [first, last] = [Math.max(HISTORY_DAYS_MIN, length - HORIZON - 90), length - HORIZON];
  if (last < first) return [];
  const spread = steps(ORIGINS).map((step) => Math.round(first + ((last - first) * (step - 1)) / (ORIGINS - 1)));
  return [...new Set(spread)];
}

type Tally = { mase: number[]; miss: number; actual: number; week: number[]; in80: number; in95: number; days: number };
const fresh = (): Tally => ({ mase: [], miss: 0, actual: 0, week: [], in80: 0, in95: 0, days: 0 });

/** Rolling origins over real daily series, ours beside what spreadsheets do. */
export async function forecast() {
  if (!HAS_SERIES) return console.log("skipped: 1 cases (the series are not there)");
  const tallies = new Map(Object.keys(METHODS).map((name) => [name, fresh()]));
  const series = dailySeries();
  let [evaluations, spentMs] = [0, 0];
  for (const { values } of series)
    for (const origin of originsOf(values.length)) {
      const history = values.slice(Math.max(0, origin - HISTORY_DAYS_MAX), origin);
      const actual = values.slice(origin, origin + HORIZON);
      const naive = sum(history.slice(SEASON).map((value, at) => Math.abs(value - (history[at] ?? 0))));
      const scale = naive / (history.length - SEASON);
      if (!(scale > 0)) continue;
      evaluations++;
      for (const [name, method] of Object.entries(METHODS)) {
        const began = performance.now();
        const said = method(history, HORIZON);
        if (method === ours) spentMs += performance.now() - began;
        add(tallies.get(name) ?? fresh(), said, actual, scale);
      }
    }
  console.log(`${series.length} daily series, ${evaluations} evaluations, horizon ${HORIZON} days\n`);
  console.log(row(["method", "MASE", "WAPE %", "7-day APE %", "cov80 %", "cov95 %"]));
  for (const [name, tally] of tallies) console.log(row([name, ...figures(tally)]));
  console.log(`\nTheta with intervals: ${(spentMs / evaluations).toFixed(2)} ms a series`);
}

function add(tally: Tally, said: ReturnType<Method>, actual: readonly number[], scale: number) {
  const misses = actual.map((value, at) => Math.abs(value - (said.mean[at] ?? 0)));
  tally.mase.push(sum(misses) / misses.length / scale);
  tally.miss += sum(misses) / sum(actual.map(Math.abs));
  tally.actual += 1;
  tally.week.push(Math.abs(sum(actual) - sum(said.mean)) / Math.abs(sum(actual)));
  for (const [at, value] of actual.entries()) {
    tally.days++;
    if (isWithin(value, said.lower80?.[at], said.upper80?.[at])) tally.in80++;
    if (isWithin(value, said.lower95?.[at], said.upper95?.[at])) tally.in95++;
  }
}

const isWithin = (value: number, lower = Number.NaN, upper = Number.NaN) => lower <= value && value <= upper;

function figures({ mase, miss, actual, week, in80, in95, days }: Tally): string[] {
  const covered = (count: number) => (count > 0 ? ((100 * count) / days).toFixed(1) : "–");
  return [
    (sum(mase) / mase.length).toFixed(3),
    ((100 * miss) / actual).toFixed(2),
    ((100 * sum(week)) / week.length).toFixed(2),
    covered(in80),
    covered(in95),
  ];
}

function row([name = "", ...cells]: string[]): string {
  return name.padEnd(18) + cells.map((cell) => cell.padStart(12)).join("");
}
