import type { Outputs } from "../../api.ts";
import { formatCount, plural } from "../../ui/format.ts";
import { Status, type Tone } from "../../ui/status.tsx";

export type Framework = Outputs["findings"]["frameworks"]["list"][number];
export type FrameworkDetail = Outputs["findings"]["frameworks"]["get"];
export type RequirementStatus = keyof Framework["counts"];

/** In the order of what needs doing; unknown and manual are never among the passed. */
export const STATUSES: readonly { value: RequirementStatus; label: string; tone: Tone; bar: string }[] = [
  { value: "FAIL", label: "Fails", tone: "bad", bar: "bg-bad" },
  { value: "UNKNOWN", label: "Unknown", tone: "warn", bar: "bg-warn" },
  { value: "MANUAL", label: "A person must look", tone: "info", bar: "bg-info" },
  { value: "EXCEPTED", label: "Accepted", tone: "info", bar: "bg-chart-6" },
  { value: "PASS", label: "Passes", tone: "ok", bar: "bg-ok" },
  { value: "NONE", label: "Nothing to judge", tone: "idle", bar: "bg-line-strong" },
];

export function RequirementWord({ status }: { status: RequirementStatus }) {
  const known = STATUSES.find(({ value }) => value === status);
  return <Status tone={known?.tone ?? "idle"}>{known?.label ?? status}</Status>;
}

/** How the requirements divide, as a bar; the same in words for whoever does not see it. */
export function CountsBar({ counts }: { counts: Framework["counts"] }) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const words = STATUSES.filter(({ value }) => counts[value] > 0)
    .map(({ value, label }) => `${formatCount(counts[value])} ${label.toLowerCase()}`)
    .join(", ");
  return (
    <span
      role="img"
      aria-label={`Of ${plural(total, "requirement")}: ${words || "none"}`}
      title={words}
      className="flex h-2 w-full gap-[1.5px]"
    >
      {total === 0 && <span className="w-full rounded-full bg-active" />}
      {STATUSES.filter(({ value }) => counts[value] > 0).map(({ value, bar }) => (
        <span
          key={value}
          className={`h-full min-w-1 first:rounded-l-full last:rounded-r-full ${bar}`}
          style={{ flexGrow: counts[value] }}
        />
      ))}
    </span>
  );
}
