import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { addDays, plural, toDay } from "../../ui/format.ts";
import { sayFailed, sayUndoable } from "../../ui/toast.ts";
import { Acceptance, EXCEPTION_DAYS, missingOf } from "./acceptance.tsx";

/** Accepts the chosen findings and nothing beside them, each by an exception of its own. */
export function ExceptChosen({ ids, onClose, onDone }: { ids: string[]; onClose: () => void; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [form, setForm] = useState({ reason: "", approverId: "", day: addDays(toDay(new Date()), EXCEPTION_DAYS) });
  const again = () => queries.invalidateQueries(trpc.findings.pathFilter());
  const end = useMutation(
    trpc.findings.exceptions.endEach.mutationOptions({
      onSuccess: again,
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const create = useMutation(
    trpc.findings.exceptions.createEach.mutationOptions({
      onSuccess: async (made) => {
        await again();
        onDone();
        sayUndoable(`${plural(made.hidden, "finding")} accepted until ${form.day}.`, () =>
          end.mutate({ ids: made.ids }),
        );
      },
    }),
  );
  const problem = create.error ? explain(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    const { reason, approverId, day } = form;
    create.mutate({ ids, reason, approverId, endsAt: `${day}T23:59:00Z` });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Except ${plural(ids.length, "finding")}`}
      description="Each gets an exception of its own: its rule on its resource, and nothing beside it."
      width="max-w-[520px]"
    >
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Acceptance form={form} set={(changes) => setForm({ ...form, ...changes })} fields={problem?.fields} />
        {problem && (
          <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
            {problem.sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending} unavailable={missingOf(form)}>
            Except
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
