import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { explain, type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { plural } from "../../ui/format.ts";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayFailed, sayUndoable } from "../../ui/toast.ts";
import type { Finding } from "./columns.tsx";
import { ExceptChosen } from "./except-chosen.tsx";

/** As many as the server takes at once (FINDINGS_AT_ONCE_MAX). */
const AT_ONCE_MAX = 500;
/** EACH_MAX of the server. */
const EXCEPT_MAX = 50;

type BulkActionsProps = {
  chosen: readonly Finding[];
  members: Outputs["findings"]["assignees"]["items"];
  onDone: () => void;
};

/** One act on many findings; each can be taken back from the sentence that tells of it. */
export function BulkActions({ chosen, members, onDone }: BulkActionsProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [isExcepting, setExcepting] = useState(false);
  const after = {
    onSuccess: () => queries.invalidateQueries(trpc.findings.pathFilter()),
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  };
  const acknowledge = useMutation(trpc.findings.acknowledge.mutationOptions(after));
  const unacknowledge = useMutation(trpc.findings.unacknowledge.mutationOptions(after));
  const assign = useMutation(trpc.findings.assign.mutationOptions(after));
  const ids = chosen.map(({ id }) => id);
  const isBusy = acknowledge.isPending || assign.isPending;
  const unavailable =
    whyNot(organization, "developer") ??
    (ids.length > AT_ONCE_MAX ? `At most ${AT_ONCE_MAX} findings at once.` : null) ??
    (chosen.some(({ state }) => state !== "open") ? "Some of them are not open: there is nothing to do." : null);

  const acknowledgeAll = () =>
    acknowledge.mutate(
      { ids },
      {
        onSuccess: ({ changed }) => {
          onDone();
          sayUndoable(`${plural(changed.length, "finding")} acknowledged.`, () => {
            if (changed.length > 0) unacknowledge.mutate({ ids: changed });
          });
        },
      },
    );
  const assignAll = (userId: string | null, name: string) =>
    assign.mutate(
      { ids, userId },
      {
        onSuccess: ({ changed }) => {
          onDone();
          sayUndoable(`${plural(changed.length, "finding")} assigned to ${name}.`, () => {
            for (const back of byAssignee(changed)) assign.mutate(back);
          });
        },
      },
    );
  if (chosen.length === 0) return null;
  return (
    <section
      aria-label="Actions for the chosen findings"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-4 py-2 text-sm lg:px-6"
    >
      <span className="font-medium">{plural(chosen.length, "finding")} chosen</span>
      <Button size="sm" unavailable={unavailable} busy={isBusy} onClick={acknowledgeAll}>
        <Check aria-hidden="true" />
        Acknowledge
      </Button>
      <Menu
        label="Assign to"
        trigger={
          <Button size="sm" unavailable={unavailable} busy={isBusy}>
            Assign to
          </Button>
        }
      >
        <MenuItem unavailable={unavailable} onSelect={() => assignAll(null, "nobody")}>
          Nobody
        </MenuItem>
        {members.map(({ id, name }) => (
          <MenuItem key={id} unavailable={unavailable} onSelect={() => assignAll(id, name)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      <Button
        size="sm"
        unavailable={
          unavailable ??
          whyNot(organization, "maintainer") ??
          (ids.length > EXCEPT_MAX ? `At most ${EXCEPT_MAX} exceptions at once.` : null) ??
          (chosen.some(({ exception }) => exception) ? "Some of them are accepted already." : null)
        }
        onClick={() => setExcepting(true)}
      >
        Except
      </Button>
      <Button size="sm" look="ghost" onClick={onDone}>
        <X aria-hidden="true" />
        Choose none
      </Button>
      {isExcepting && <ExceptChosen ids={ids} onClose={() => setExcepting(false)} onDone={onDone} />}
    </section>
  );
}

/** Each goes back to whom it was assigned before: one call for each of them. */
function byAssignee(changed: readonly { id: string; before: string | null }[]): Inputs["findings"]["assign"][] {
  return [...new Set(changed.map(({ before }) => before))].map((userId) => ({
    userId,
    ids: changed.filter(({ before }) => before === userId).map(({ id }) => id),
  }));
}
