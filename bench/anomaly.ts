import { detectAnomalies } from "../src/costs/anomaly.ts";
import { dailySeries, HAS_SERIES } from "./series.ts";

const KNOWN_DAYS = 28;
const SPIKES = [0.15, 0.3, 0.5, 1, -0.3];

/** The strange days of a series, by index. */
type Rule = (values: readonly number[]) => number[];
const RULES: Record<string, Rule> = {
  "Theta residual (ours)": (values) => detectAnomalies(values).map(({ index }) => index),
  "20 % over 7-day mean": (values) =>
    values.flatMap((value, at) => {
      const before = values.slice(Math.max(0, at - 7), at);
      const mean = before.reduce((sum, each) => sum + each, 0) / before.length;
      return value > 1.2 * mean ? [at] : [];
    }),
  "z > 3, 30 days": (values) =>
    values.flatMap((value, at) => {
      const before = values.slice(Math.max(0, at - 30), at);
      const mean = before.reduce((sum, each) => sum + each, 0) / before.length;
      const deviation = Math.sqrt(before.reduce((sum, each) => sum + (each - mean) ** 2, 0) / before.length);
      return Math.abs(value - mean) > 3 * deviation ? [at] : [];
    }),
};

/** Spikes put into real daily series, ours beside two rules of thumb. */
export async function anomaly() {
  if (!HAS_SERIES) return console.log("skipped: 1 cases (the series are not there)");
  const series = dailySeries().filter(({ values }) => values.length > KNOWN_DAYS + 2);
  const days = series.reduce((sum, { values }) => sum + values.length - KNOWN_DAYS, 0);
  console.log(`${series.length} daily series, ${days} days judged, each series' real events count as false alarms\n`);
  const heads = SPIKES.map((share) => `${share > 0 ? "+" : "−"}${Math.abs(100 * share)} %`);
  console.log(row(["rule", "false/month", ...heads]));
  for (const [name, rule] of Object.entries(RULES)) {
    const alarms = series.reduce((sum, { values }) => sum + rule(values).filter((at) => at >= KNOWN_DAYS).length, 0);
    console.log(row([name, ((30 * alarms) / days).toFixed(2), ...SPIKES.map((share) => recall(rule, share, series))]));
  }
  const began = performance.now();
  for (const { values } of series) detectAnomalies(values);
  console.log(`\nours: ${((performance.now() - began) / series.length).toFixed(3)} ms a series`);
}

/** One day of a series changed at a time: the first judged, one in the middle and the last two. */
function recall(rule: Rule, share: number, series: readonly { values: number[] }[]): string {
  let [found, all] = [0, 0];
  for (const { values } of series) {
    const last = values.length - 1;
    for (const at of new Set([KNOWN_DAYS, Math.floor((KNOWN_DAYS + last) / 2), last - 1, last])) {
      const changed = values.map((value, index) => (index === at ? value * (1 + share) : value));
      all++;
      if (rule(changed).includes(at)) found++;
    }
  }
  return `${((100 * found) / all).toFixed(1)}`;
}

const row = ([name = "", ...cells]: string[]) => name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join("");
