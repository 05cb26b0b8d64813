import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { addDays, formatCount, plural, toDay } from "../../ui/format.ts";
import { sayDone } from "../../ui/toast.ts";

type Start = { ruleId: string; arnPattern: string };
const DAYS = 90;
const DAYS_MAX = 365;
const orNull = (text: string) => text.trim() || null;

/** Accepts what a rule finds in a scope, until a day; shows what that hides before it is done. */
export function NewException({ start, onClose }: { start: Start; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const today = toDay(new Date());
  const [form, setForm] = useState({
    ...start,
    accountId: "",
    region: "",
    tagKey: "",
    tagValue: "",
    reason: "",
    approverId: "",
    day: addDays(today, DAYS),
  });
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes });
  const rules = useQuery(trpc.findings.rules.queryOptions()).data ?? [];
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions()).data?.items ?? [];
  const approvers = (useQuery(trpc.findings.assignees.queryOptions()).data?.items ?? []).filter(
    (one) => one.mayApprove,
  );
  const { ruleId, accountId, region, arnPattern, tagKey, tagValue } = form;
  const scope = {
    ruleId,
    accountId: orNull(accountId),
    region: orNull(region),
    arnPattern: orNull(arnPattern),
    tagKey: orNull(tagKey),
    tagValue: orNull(tagKey) && orNull(tagValue),
  };
  const create = useMutation(
    trpc.findings.exceptions.create.mutationOptions({
      onSuccess: async ({ hidden }) => {
        await queries.invalidateQueries(trpc.findings.pathFilter());
        sayDone(`${plural(hidden, "finding")} accepted until ${form.day}.`);
        onClose();
      },
    }),
  );
  const problem = create.error ? explain(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    create.mutate({ ...scope, reason: form.reason, approverId: form.approverId, endsAt: `${form.day}T23:59:00Z` });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Except findings"
      description="What is accepted is counted apart, never as passed. On its day it opens again by itself."
      width="max-w-[620px]"
    >
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <SelectField label="Rule" value={ruleId} onChange={(e) => set({ ruleId: e.target.value })}>
          {ruleId === "" && <option value="">Choose a rule</option>}
          {rules.map(({ id, title }) => (
            <option key={id} value={id}>
              {id}: {title}
            </option>
          ))}
        </SelectField>
        <TextField
          label="ARN"
          value={arnPattern}
          onChange={(e) => set({ arnPattern: e.target.value })}
          placeholder="Every resource"
          hint="* stands for any text, ? for one letter. Empty: every resource."
          error={problem?.fields.arnPattern}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label="Account" value={accountId} onChange={(e) => set({ accountId: e.target.value })}>
            <option value="">Every account</option>
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Region"
            value={region}
            onChange={(e) => set({ region: e.target.value })}
            placeholder="Every region"
          />
          <TextField
            label="Tag"
            value={tagKey}
            onChange={(e) => set({ tagKey: e.target.value })}
            placeholder="Any tags"
          />
          <TextField
            label="Value of the tag"
            value={tagValue}
            disabled={tagKey.trim() === ""}
            onChange={(e) => set({ tagValue: e.target.value })}
            placeholder="Any value"
          />
        </div>
        <Preview scope={scope} />
        <TextArea
          label="Reason"
          rows={3}
          value={form.reason}
          onChange={(e) => set({ reason: e.target.value })}
          hint="Why the risk is accepted, for whoever reads it in a year."
          error={problem?.fields.reason}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label="Approved by"
            value={form.approverId}
            onChange={(e) => set({ approverId: e.target.value })}
          >
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
            error={problem?.fields.endsAt}
          />
        </div>
        {problem && (
          <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
            {problem.sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={create.isPending}
            unavailable={whyNotYet({ ruleId, reason: form.reason, approverId: form.approverId, day: form.day })}
          >
            Except
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function whyNotYet({ ruleId, reason, approverId, day }: Record<"ruleId" | "reason" | "approverId" | "day", string>) {
  if (!ruleId) return "Choose a rule.";
  if (reason.trim().length < 10) return "Say in a sentence why it is accepted.";
  if (!approverId) return "Choose who answers for it.";
  return day ? null : "Choose the last day.";
}

type Scope = Record<"accountId" | "region" | "arnPattern" | "tagKey" | "tagValue", string | null> & { ruleId: string };

function Preview({ scope }: { scope: Scope }) {
  const trpc = useTRPC();
  const settled = useDeferredValue(scope);
  const preview = useQuery({
    ...trpc.findings.exceptions.preview.queryOptions(settled),
    enabled: settled.ruleId !== "",
    placeholderData: (previous) => previous,
  });
  if (!preview.data)
    return (
      <p className="rounded-md border border-line bg-sunken px-3 py-2.5 text-sm text-fg-3">
        {preview.error ? explain(preview.error).sentence : "What it hides is shown here."}
      </p>
    );
  const { total, severities, items } = preview.data;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken px-3 py-2.5 text-sm">
      <p className="font-medium">
        {total === 0 ? "Hides nothing that is open now" : `Hides ${plural(total, "open finding")}`}
        {severities.length > 0 && (
          <span className="font-normal text-fg-3">
            {" "}
            ({severities.map(({ severity, count }) => `${formatCount(count)} ${severity}`).join(", ")})
          </span>
        )}
      </p>
      {items.length > 0 && (
        <p className="mt-1 line-clamp-3 text-xs break-words text-fg-2">
          {items.map(({ name }) => name).join(", ")}
          {total > items.length && ` and ${formatCount(total - items.length)} more`}
        </p>
      )}
    </div>
  );
}
