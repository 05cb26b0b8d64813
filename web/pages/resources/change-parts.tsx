import { ArrowRight } from "lucide-react";
import type { Outputs } from "../../api.ts";
import { plural } from "../../ui/format.ts";
import { Dot, type Tone } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

export type Change = Outputs["inventory"]["changes"]["items"][number];
export type FieldChange = Change["fields"][number];

export const CHANGE_WORDS: Record<Change["change"], string> = {
  new: "New",
  changed: "Changed",
  vanished: "Gone",
  returned: "Back again",
};
const TONES: Record<Change["change"], Tone> = { new: "ok", changed: "warn", vanished: "bad", returned: "ok" };

export function ChangeWord({ change }: { change: Change["change"] }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Dot tone={TONES[change]} />
      {CHANGE_WORDS[change]}
    </span>
  );
}

/** "config.Versioning.Status" → "Versioning.Status" */
export const fieldName = (path: string) => path.replace(/^config\./, "").replace(/^tags\./, "tag ");

/** A value as people read it; a long one keeps its shape. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value || "empty" : JSON.stringify(value);
}

/** The difference in a few words, for a line of a table. */
export function changeInWords({ change, fields, omitted }: Pick<Change, "change" | "fields" | "omitted">): string {
  const [first] = fields;
  if (!first)
    return change === "new" ? "Met for the first time" : change === "vanished" ? "No longer there" : "As before";
  const more = fields.length + omitted - 1;
  return `${fieldName(first.path)}: ${sides(first)}${more > 0 ? ` and ${plural(more, "more field")}` : ""}`;
}

function sides(field: FieldChange): string {
  if (field.unread === "after") return "cannot be read any more";
  if (field.unread === "before") return `read now: ${shown(field.after)}`;
  if (!("before" in field)) return `added ${shown(field.after)}`;
  return "after" in field ? `${shown(field.before)} → ${shown(field.after)}` : `removed ${shown(field.before)}`;
}

/** Every field that differs: what was, and what is. */
export function FieldChanges({ fields, omitted }: { fields: readonly FieldChange[]; omitted: number }) {
  return (
    <dl className="grid gap-2 text-sm">
      {fields.map((field, at) => (
        <div key={`${field.path} ${at.toString()}`} className="min-w-0">
          <dt className="font-mono text-xs break-all text-fg-2">{fieldName(field.path)}</dt>
          <dd className="mt-0.5 grid min-w-0 gap-1 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] sm:items-center">
            <Side
              label="Before"
              value={field.before}
              note={field.unread === "before" ? "was not read" : null}
              isGone={!("before" in field)}
              tone="bad"
            />
            <ArrowRight className="hidden size-3.5 text-fg-3 sm:block" aria-hidden="true" />
            <Side
              label="After"
              value={field.after}
              note={field.unread === "after" ? "cannot be read any more" : null}
              isGone={!("after" in field)}
              tone="ok"
            />
          </dd>
        </div>
      ))}
      {omitted > 0 && <p className="text-xs text-fg-3">{plural(omitted, "more field")} differ and are not kept.</p>}
    </dl>
  );
}

type SideProps = { label: string; value: unknown; note: string | null; isGone: boolean; tone: "ok" | "bad" };

function Side({ label, value, note, isGone, tone }: SideProps) {
  if (note || isGone)
    return (
      <span className="px-2 py-1 text-xs text-fg-3">
        <span className="sr-only">{label}: </span>
        {note ?? "not there"}
      </span>
    );
  return (
    <span
      className={`rounded-xs px-2 py-1 font-mono text-xs break-all whitespace-pre-wrap ${tone === "ok" ? "bg-ok-soft text-ok-fg" : "bg-bad-soft text-bad-fg"}`}
    >
      <span className="sr-only">{label}: </span>
      {shown(value)}
    </span>
  );
}

/** It was seen then; it happened at some time after the read before. */
export function Seen({ at, after }: Pick<Change, "at" | "after">) {
  return (
    <span className="text-fg-3">
      Seen <Time at={at} />
      {after && (
        <>
          , not yet <Time at={after} />
        </>
      )}
    </span>
  );
}
