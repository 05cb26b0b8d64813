import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { addDays, toDay } from "../../ui/format.ts";

export const EXCEPTION_DAYS = 90;
const DAYS_MAX = 365;

/** What every exception needs: why, who answers for it, until when. */
export type Accepted = { reason: string; approverId: string; day: string };
type AcceptanceProps = {
  form: Accepted;
  set: (changes: Partial<Accepted>) => void;
  fields?: Record<string, string>;
};

export function Acceptance({ form, set, fields }: AcceptanceProps) {
  const trpc = useTRPC();
  const today = toDay(new Date());
  const approvers = (useQuery(trpc.findings.assignees.queryOptions()).data?.items ?? []).filter(
    (one) => one.mayApprove,
  );
  return (
    <>
      <TextArea
        label="Reason"
        rows={3}
        value={form.reason}
        onChange={(e) => set({ reason: e.target.value })}
        hint="Why the risk is accepted, for whoever reads it in a year."
        error={fields?.reason}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label="Approved by" value={form.approverId} onChange={(e) => set({ approverId: e.target.value })}>
          <option value="">Choose who answers for it</option>
          {approvers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Last day"
          type="date"
          value={form.day}
          min={today}
          max={addDays(today, DAYS_MAX - 1)}
          onChange={(e) => set({ day: e.target.value })}
          error={fields?.endsAt}
        />
      </div>
    </>
  );
}

/** Null when nothing is missing; otherwise what is. */
export function missingOf({ reason, approverId, day }: Accepted): string | null {
  if (reason.trim().length < 10) return "Say in a sentence why it is accepted.";
  if (!approverId) return "Choose who answers for it.";
  return day ? null : "Choose the last day.";
}
