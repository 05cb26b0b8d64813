import type { Outputs } from "../../api.ts";
import { Dot, type Tone } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

type Change = Outputs["findings"]["get"]["history"][number];

const text = (value: unknown) => (typeof value === "string" && value ? value : null);

/** What happened, in words: by a rule's judgement, or by whom. */
export function words({ action, actor, data }: Pick<Change, "action" | "actor" | "data">): string {
  const who = actor ?? "Somebody";
  switch (action) {
    case "opened":
      return `Opened. ${text(data.message) ?? ""}`;
    case "resolved":
      return `Mended. ${text(data.message) ?? ""}`;
    case "judged":
      return `${data.status === "UNKNOWN" ? "Could not be read" : "Judged again"}. ${text(data.message) ?? ""}`;
    case "acknowledge":
      return `${who} acknowledged it${text(data.note) ? `: ${data.note}` : "."}`;
    case "except":
      return "Accepted until a day, by an exception.";
    case "except-end":
      return "Its exception ended: it counts again.";
    case "plan":
      return `${who} planned the saving${text(data.note) ? `: ${data.note}` : "."}`;
    case "done":
      return `${who} did it; the next bill will say.`;
    case "undo":
      return `${who} took a step back.`;
    case "verified":
      return "Verified by the bill of the two weeks after it.";
    case "regressed":
      return "It came back after it was done.";
    case "unacknowledge":
      return `${who} took the acknowledgement back.`;
    default:
      return text(data.to) ? `${who} gave it to ${data.to}.` : `${who} took it from whoever had it.`;
  }
}

const TONES: Partial<Record<Change["action"], Tone>> = { opened: "bad", resolved: "ok", judged: "warn" };

export function History({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="text-sm text-fg-3">Nothing has changed since it was first judged.</p>;
  return (
    <ol className="grid gap-3">
      {changes.map((change) => (
        <li key={change.id} className="grid grid-cols-[11px_minmax(0,1fr)] items-baseline gap-x-2.5 text-sm">
          <Dot tone={TONES[change.action] ?? "idle"} />
          <span className="min-w-0">
            <span className="break-words">{words(change)}</span>
            <span className="block text-xs text-fg-3">
              <Time at={change.at} />
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
