import { dayOf } from "../src/costs/days.ts";
import { ORIGINS_OF_MANY } from "../src/costs/forecast.ts";
import { monthOutlook } from "../src/costs/outlook.ts";
import { findStrangeDays } from "../src/costs/strange-days.ts";

const SERIES = 10_000;
const DAYS = 400;
/** As many as one run of costs.analyse-series takes. */
const A_RUN = 1000;
/** What a Worker's run may take of a processor (Cloudflare, paid plan's default). */
const CPU_SECONDS = 30;
const NOW = new Date("2026-11-20T09:00:00Z");
const FROM = "2025-10-16";

/** Costs with a week, growth, noise and a spike now and then; the same for the same number. */
function series(seed: number): number[] {
  let state = seed * 2_654_435_761;
  const noise = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state >>> 8) & 0xffff) / 0xffff;
  };
  const base = 5 + 400 * noise() ** 3;
  return Array.from({ length: DAYS }, (_, day) => {
    const week = [1, 1.02, 1.01, 1.03, 0.99, 0.7, 0.65][day % 7] ?? 1;
    return base * week * (1 + day / 2000) * (0.95 + noise() / 10) * (noise() < 0.002 ? 3 : 1);
  });
}

/** Anomalies and the month's end of 10,000 series, as the jobs do it: seconds in all and of one run, beside one look at each value. */
export async function outlooks() {
  const all = Array.from({ length: SERIES }, (_, at) => series(at + 1));
  const runs: number[] = [];
  let strange = 0;
  for (let at = 0; at < SERIES; at += A_RUN) {
    const own = all.slice(at, at + A_RUN);
    const began = performance.now();
    strange += findStrangeDays(FROM, new Map(own.map((values, index) => [String(index), values])), 20_000).length;
    for (const values of own) monthOutlook(values, dayOf(NOW), dayOf(NOW), ORIGINS_OF_MANY);
    runs.push((performance.now() - began) / 1000);
  }
  const began = performance.now();
  const sum = all.reduce((total, values) => total + values.reduce((part, value) => part + value, 0), 0);
  const looked = (performance.now() - began) / 1000;
  const total = runs.reduce((seconds, run) => seconds + run, 0);
  const dearest = Math.max(...runs);
  console.log(`${SERIES} series of ${DAYS} days, ${strange} strange days, $${Math.round(sum)} in all`);
  console.log(`anomalies and month's end: ${total.toFixed(1)} s in ${runs.length} runs of ${A_RUN} series`);
  console.log(`the dearest run: ${dearest.toFixed(2)} s of the ${CPU_SECONDS} s that a Worker's run may take`);
  console.log(`adding up the same values: ${looked.toFixed(3)} s`);
}
