import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DATA = join(import.meta.dir, "../../shared/data/costs");
export const HAS_SERIES = existsSync(DATA);

/** Daily series of real measurements: M4's hourly ones (train and test joined) and NAB's taxi and ad exchange, as days. */
export function dailySeries(): { name: string; values: number[] }[] {
  return [...m4(), ...nab()];
}

function m4() {
  const [train, test] = ["Hourly-train.csv", "Hourly-test.csv"].map((file) => rowsOf(join(DATA, "m4", file)));
  const rest = new Map(test);
  return (train ?? []).map(([name, hours]) => ({ name, values: byDay([...hours, ...(rest.get(name) ?? [])], 24) }));
}

const rowsOf = (file: string): [string, number[]][] =>
  lines(file).map((line) => {
    const [name = "", ...cells] = line.split(",").map((cell) => cell.replaceAll('"', ""));
    return [name, cells.filter((cell) => cell !== "").map(Number)];
  });

function nab() {
  const files = [
    "realKnownCause/nyc_taxi.csv",
    ...readdirSync(join(DATA, "nab/realAdExchange")).map((name) => `realAdExchange/${name}`),
  ];
  return files.map((file) => {
    const days = new Map<string, number>();
    for (const line of lines(join(DATA, "nab", file))) {
      const [time = "", value = ""] = line.split(",");
      days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + Number(value));
    }
    // The first and the last day are not whole.
    return { name: file, values: [...days.values()].slice(1, -1) };
  });
}

const lines = (file: string) => readFileSync(file, "utf8").trim().split("\n").slice(1);

function byDay(hours: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(hours.length / size) }, (_, day) =>
    hours.slice(day * size, (day + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}
