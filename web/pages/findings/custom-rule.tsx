import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { sayDone } from "../../ui/toast.ts";
import { readRelated, writeRelated } from "./related.ts";
import type { Rule } from "./rules.tsx";

const EXAMPLE = `# Every resource of the type must meet this.
$all:
  - tags.Owner: { $exists: true }
  - facts.region: { $in: [eu-west-1, eu-central-1] }
`;
const SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** A rule of one's own: a condition, and beside it what would fail now. */
export function CustomRuleDialog({ rule, onClose }: { rule?: Rule; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const types = useQuery(trpc.inventory.resources.facets.queryOptions()).data?.type ?? [];
  const [form, setForm] = useState({
    title: rule?.title ?? "",
    severity: rule?.severity ?? ("medium" as const),
    resourceType: rule?.resourceType ?? "*",
    condition: rule?.custom?.condition ?? EXAMPLE,
    remedy: rule?.remedy ?? "",
  });
  const [related, setRelated] = useState(writeRelated(rule?.custom?.requirements ?? {}));
  const { requirements, problem: strange } = readRelated(related);
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes });
  const done = {
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries(trpc.findings.pathFilter());
      sayDone("The rule was saved. Everything is judged by it now.");
    },
  };
  const create = useMutation(trpc.findings.customRules.create.mutationOptions(done));
  const change = useMutation(trpc.findings.customRules.change.mutationOptions(done));
  const isSaving = create.isPending || change.isPending;
  const error = create.error ?? change.error;
  const problem = error ? explain(error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSaving) return;
    if (rule?.custom) change.mutate({ id: rule.custom.id, ...form, requirements });
    else create.mutate({ ...form, requirements });
  };
  const missing =
    form.title.trim().length < 5
      ? "Say in a few words what must hold."
      : form.remedy.trim().length < 5
        ? "Say what to do about it."
        : strange;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? "Change the rule" : "Write a rule"}
      description="A condition over config, tags, metrics and facts. What was not read is unknown, never passed."
      width="max-w-[680px]"
    >
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <TextField
          label="What must hold"
          value={form.title}
          onChange={(e) => set({ title: e.target.value })}
          placeholder="Buckets say whose they are"
          error={problem?.fields.title}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label="Judges" value={form.resourceType} onChange={(e) => set({ resourceType: e.target.value })}>
            <option value="*">Every resource</option>
            {types.map(({ value }) => (
              <option key={value} value={value}>
                {typeLabel(value)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Severity"
            value={form.severity}
            onChange={(e) => set({ severity: SEVERITIES.find((one) => one === e.target.value) ?? "medium" })}
          >
            {SEVERITIES.map((severity) => (
              <option key={severity} value={severity}>
                {severity}
              </option>
            ))}
          </SelectField>
        </div>
        <TextArea
          label="Condition"
          rows={7}
          spellCheck={false}
          value={form.condition}
          onChange={(e) => set({ condition: e.target.value })}
          hint="YAML or JSON. $all, $any, $not; $in, $exists, $hasPrefix, $contains, $gt, $gte, $lt, $lte."
          error={problem?.fields.condition}
        />
        <Preview resourceType={form.resourceType} condition={form.condition} />
        <TextField
          label="What to do about it"
          value={form.remedy}
          onChange={(e) => set({ remedy: e.target.value })}
          error={problem?.fields.remedy}
        />
        <TextArea
          label="Related requirements"
          rows={2}
          spellCheck={false}
          value={related}
          onChange={(e) => setRelated(e.target.value)}
          placeholder="cis-aws-7.0: 2.1, 2.2"
          hint="If you like, a framework a line. Its score then counts this rule too."
          error={strange ?? problem?.fields.requirements}
        />
        {problem && (
          <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
            {problem.sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={isSaving} unavailable={missing}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Preview(wanted: { resourceType: string; condition: string }) {
  const trpc = useTRPC();
  const settled = useDeferredValue(wanted);
  const { data, error } = useQuery({
    ...trpc.findings.customRules.preview.queryOptions(settled),
    placeholderData: (previous) => previous,
  });
  if (!data)
    return (
      <p className="rounded-md border border-line bg-sunken px-3 py-2.5 text-sm text-fg-3">
        {error ? explain(error).sentence : "What would fail is shown here."}
      </p>
    );
  const { problems, counts, failing, judged, total } = data;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken px-3 py-2.5 text-sm">
      {problems.length > 0 ? (
        <ul className="grid gap-1 text-warn-fg">
          {problems.map(({ message, line, column }) => (
            <li key={`${line} ${column} ${message}`} className="break-words">
              {line !== null && `Line ${line}, column ${column}: `}
              {message}
            </li>
          ))}
        </ul>
      ) : (
        <>
          <p>
            <span className="font-medium">{formatCount(counts.FAIL)} would fail</span>, {formatCount(counts.PASS)} pass,{" "}
            {formatCount(counts.UNKNOWN)} unknown
            <span className="text-fg-3">
              {judged < total
                ? ` among the first ${formatCount(judged)} of ${plural(total, "resource")}`
                : ` of ${plural(total, "resource")}`}
            </span>
          </p>
          {failing.length > 0 && (
            <ul className="mt-2 grid max-h-32 gap-1 overflow-y-auto text-xs text-fg-2">
              {failing.map(({ id, name, message }) => (
                <li key={id} className="break-words">
                  <span className="font-medium text-fg">{name}</span> {message}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
