import { formatCount } from "../../ui/format.ts";

type Described = {
  state: "queued" | "running" | "done" | "failed" | "superseded";
  progress: { done: number; total: number | null; message: string } | null;
  outcome: Record<string, unknown> | null;
  error: { message: string } | null;
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** What of the key means something to people: "<account id> eu-west-1 ec2" → "eu-west-1 ec2" */
export const jobSubject = (key: string): string => key.replace(UUID, "").trim();

/** One line on how far a job is, or how it ended. */
export function describeOutcome({ state, progress, outcome, error }: Described): string {
  if (state === "failed") return error?.message ?? "Failed without a message";
  if (state === "superseded") return "A newer job took over";
  if (state === "running") return progress?.message ?? "Starting";
  if (state === "queued") return error ? `Waiting to try again: ${error.message}` : "Waiting";
  return progress && !outcome ? progress.message : outcomeInWords(outcome ?? {}) || (progress?.message ?? "");
}

function outcomeInWords(outcome: Record<string, unknown>): string {
  const counts = Object.entries(outcome).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  const words = counts.flatMap(([name, value]) =>
    value === 0 ? [] : [`${formatCount(value)} ${toWords(name, value)}`],
  );
  return counts.length > 0 && words.length === 0 ? "Nothing there" : words.join(", ");
}

function toWords(name: string, value: number): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return value === 1 ? words.replace(/s$/, "") : words;
}
