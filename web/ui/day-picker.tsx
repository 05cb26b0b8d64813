import { useState } from "react";

const FIRST_DAY = "1970-01-01";
type DayPickerProps = {
  label: string;
  value: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
};

/** A day of the calendar, in the address; while a year is typed it begins with 0002, and nothing is asked. */
export function DayPicker({ label, value, max, onChange }: DayPickerProps) {
  const [draft, setDraft] = useState(value ?? "");
  const [lastValue, setLastValue] = useState(value);
  if (value !== lastValue) {
    setLastValue(value);
    setDraft(value ?? "");
  }
  const change = (day: string) => {
    setDraft(day);
    if (!day || day >= FIRST_DAY) onChange(day || undefined);
  };
  return (
    <label className="inline-flex items-center gap-2 text-xs text-fg-2">
      {label}
      <input
        type="date"
        min={FIRST_DAY}
        max={max}
        value={draft}
        onChange={({ target }) => change(target.value)}
        className="h-(--control) rounded-sm border border-line-control bg-surface px-2 text-sm text-fg"
      />
    </label>
  );
}
