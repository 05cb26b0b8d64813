import type { FormEvent, ReactNode } from "react";
import { Button } from "../../ui/button.tsx";

type SettingsCardProps = {
  title: string;
  sub: string;
  children: ReactNode;
  onSave: () => void;
  isSaving: boolean;
  isChanged: boolean;
  unavailable: string | null;
};

export function SettingsCard({ title, sub, children, onSave, isSaving, isChanged, unavailable }: SettingsCardProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unavailable && isChanged && !isSaving) onSave();
  };
  return (
    <form onSubmit={submit} className="card rounded-lg border border-line bg-surface shadow-sm">
      <div className="p-(--pad-card)">
        <h2 className="text-lg font-semibold">{title}</h2>
        <p className="mt-0.5 mb-4 text-sm text-fg-3">{sub}</p>
        {children}
      </div>
      <div className="flex items-center justify-between gap-3 border-t border-line bg-sunken px-(--pad-card) py-3 rounded-b-lg">
        <p className="text-xs text-fg-3">{unavailable}</p>
        <Button
          type="submit"
          look="primary"
          busy={isSaving}
          unavailable={unavailable ?? (isChanged ? null : "Nothing has changed.")}
        >
          Save
        </Button>
      </div>
    </form>
  );
}
