import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { addDays, formatCount, plural, toDay } from "../../ui/format.ts";
import { sayFailed, sayUndoable } from "../../ui/toast.ts";
import { Acceptance, EXCEPTION_DAYS, missingOf } from "./acceptance.tsx";

type Start = { ruleId: string; arnPattern: string };
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
    day: addDays(today, EXCEPTION_DAYS),
  });
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes });
  const rules = useQuery(trpc.findings.rules.queryOptions()).data ?? [];
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions()).data?.items ?? [];
  const { ruleId, accountId, region, arnPattern, tagKey, tagValue } = form;
  const scope = {
    ruleId,
    accountId: orNull(accountId),
    region: orNull(region),
    arnPattern: orNull(arnPattern),
    tagKey: orNull(tagKey),
    tagValue: orNull(tagKey) && orNull(tagValue),
  };
  const end = useMutation(
    trpc.findings.exceptions.end.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.findings.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const create = useMutation(
    trpc.findings.exceptions.create.mutationOptions({
      onSuccess: async ({ id, hidden }) => {
        await queries.invalidateQueries(trpc.findings.pathFilter());
        sayUndoable(`${plural(hidden, "finding")} accepted until ${form.day}.`, () => end.mutate({ id }));
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
        <Acceptance form={form} set={set} fields={problem?.fields} />
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
            unavailable={ruleId ? missingOf(form) : "Choose a rule."}
          >
            Except
          </Button>
        </div>
      </form>
    </Dialog>
  );
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
