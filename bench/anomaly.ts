import { detectAnomalies } from "../src/costs/anomaly.ts";
import { dailySeries, HAS_SERIES } from "./series.ts";

const KNOWN_DAYS = 28;
const LAST_DAYS = 7;
/** How much a day is changed, and for how many days; it counts as found when one of them is told. */
const CHANGES = [
  { head: "+15 %", share: 0.15, days: 1 },
  { head: "+30 %", share: 0.3, days: 1 },
  { head: "+50 %", share: 0.5, days: 1 },
  { head: "+100 %", share: 1, days: 1 },
  { head: "−30 %, 2 d", share: -0.3, days: 2 },
  { head: "−80 %", share: -0.8, days: 1 },
];

/** The strange days of a series, by index. */
type Rule = (values: readonly number[]) => number[];
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const RULES: Record<string, Rule> = {
  "Theta residual (ours)": (values) => detectAnomalies(values).map(({ index }) => index),
  "20 % over 7-day mean": (values) =>
    values.flatMap((value, at) => (value > 1.2 * mean(values.slice(Math.max(0, at - 7), at)) ? [at] : [])),
  "z > 3, 30 days": (values) =>
    values.flatMap((value, at) => {
      const before = values.slice(Math.max(0, at - 30), at);
      const middle = mean(before);
      const deviation = Math.sqrt(mean(before.map((each) => (each - middle) ** 2)));
      return Math.abs(value - middle) > 3 * deviation ? [at] : [];
    }),
};

/** A series and the day from which on it is judged. */
type Case = { values: readonly number[]; from: number; changedAt: readonly number[] };

/** Changes put into real daily series, ours beside two rules of thumb. */
export async function anomaly() {
  if (!HAS_SERIES) return console.log("skipped: 1 cases (the series are not there)");
  const series = dailySeries().map(({ values }) => values);
  judge(
    "every day after the first four weeks; changed: the first of them, one in the middle, the last two",
    series
      .filter((values) => values.length > KNOWN_DAYS + 2)
      .map((values) => ({ values, from: KNOWN_DAYS, changedAt: spread(values.length - 1) })),
  );
  judge(
    "the last seven days of series of five weeks or more; changed: each of them",
    series
      .filter((values) => values.length >= KNOWN_DAYS + LAST_DAYS)
      .map((values) => {
        const from = values.length - LAST_DAYS;
        return { values, from, changedAt: Array.from({ length: LAST_DAYS }, (_, day) => from + day) };
      }),
  );
  const began = performance.now();
  for (const values of series) detectAnomalies(values);
  console.log(`ours: ${((performance.now() - began) / series.length).toFixed(3)} ms a series`);
}

const spread = (last: number) => [...new Set([KNOWN_DAYS, Math.floor((KNOWN_DAYS + last) / 2), last - 1, last])];

function judge(what: string, cases: readonly Case[]) {
  const days = cases.reduce((sum, { values, from }) => sum + values.length - from, 0);
  console.log(`${cases.length} daily series, ${days} days judged: ${what}`);
  console.log("rises and drops that are in the series themselves count as false alarms\n");
  console.log(row(["rule", "false/month", ...CHANGES.map(({ head }) => head)]));
  for (const [name, rule] of Object.entries(RULES)) {
    const alarms = cases.reduce((sum, { values, from }) => sum + rule(values).filter((at) => at >= from).length, 0);
    console.log(
      row([name, ((30 * alarms) / days).toFixed(2), ...CHANGES.map((change) => recall(rule, change, cases))]),
    );
  }
  console.log();
}

function recall(rule: Rule, { share, days }: (typeof CHANGES)[number], cases: readonly Case[]): string {
  let [found, all] = [0, 0];
  for (const { values, changedAt } of cases)
    for (const at of changedAt) {
      if (at + days > values.length) continue;
      const isChanged = (index: number) => index >= at && index < at + days;
      const told = rule(values.map((value, index) => (isChanged(index) ? value * (1 + share) : value)));
      all++;
      if (told.some(isChanged)) found++;
    }
  return `${((100 * found) / all).toFixed(1)}`;
}

const row = ([name = "", ...cells]: string[]) => name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join("");
