import { formatCount } from "../../ui/format.ts";

type Described = {
  state: "queued" | "running" | "done" | "failed" | "superseded";
  progress: { done: number; total: number | null; message: string } | null;
  outcome: Record<string, unknown> | null;
  error: { message: string } | null;
};

/** "inventory.scan-service" → "Inventory: scan service", for a job whose title the schedules do not tell. */
export function jobTitle(name: string, titles?: ReadonlyMap<string, string>): string {
  const known = titles?.get(name);
  if (known) return known;
  const words = name.replace(/[.:/]/, ": ").replace(/[-_.]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line on how far a job is, or how it ended. */
export function describeOutcome({ state, progress, outcome, error }: Described): string {
  if (state === "failed") return error?.message ?? "Failed without a message";
  if (state === "superseded") return "A newer job took over";
  if (state === "running" && progress) return progress.message;
  if (state === "queued") return error ? `Waiting to try again: ${error.message}` : "Waiting";
  if (!outcome) return "";
  return Object.entries(outcome)
    .flatMap(([name, value]) => (typeof value === "number" ? [`${formatCount(value)} ${camelToWords(name)}`] : []))
    .join(", ");
}

const camelToWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
