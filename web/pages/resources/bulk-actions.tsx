import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Tag, UserRound, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explain, type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { ownerName } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { sayFailed, sayUndoable } from "../../ui/toast.ts";

/** As many as the server takes at once (RESOURCES_AT_ONCE_MAX, and for commands RESOURCES_MAX). */
const AT_ONCE_MAX = 500;
const TAGGED_MAX = 100;

type Owners = Outputs["inventory"]["resources"]["facets"]["owner"];
type BulkActionsProps = { ids: readonly string[]; owners: Owners; onDone: () => void };

/** One act on many resources; naming an owner can be taken back from the sentence that tells of it. */
export function BulkActions({ ids, owners, onDone }: BulkActionsProps) {
  const organization = useOrganization();
  const [open, setOpen] = useState<"owner" | "tag" | null>(null);
  if (ids.length === 0) return null;
  return (
    <section
      aria-label="Actions for the chosen resources"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-4 py-2 text-sm lg:px-6"
    >
      <span className="font-medium">{plural(ids.length, "resource")} chosen</span>
      <Button
        size="sm"
        unavailable={
          whyNot(organization, "developer") ??
          (ids.length > AT_ONCE_MAX ? `At most ${AT_ONCE_MAX} resources at once.` : null)
        }
        onClick={() => setOpen("owner")}
      >
        <UserRound aria-hidden="true" />
        Assign owner
      </Button>
      <Button
        size="sm"
        unavailable={ids.length > TAGGED_MAX ? `At most ${TAGGED_MAX} resources at once.` : null}
        onClick={() => setOpen("tag")}
      >
        <Tag aria-hidden="true" />
        Tag in AWS
      </Button>
      <Button size="sm" look="ghost" onClick={onDone}>
        <X aria-hidden="true" />
        Choose none
      </Button>
      {open === "owner" && <AssignOwner ids={ids} owners={owners} onClose={() => setOpen(null)} onDone={onDone} />}
      {open === "tag" && <TagInAws ids={ids} onClose={() => setOpen(null)} />}
    </section>
  );
}

function AssignOwner({ ids, owners, onClose, onDone }: BulkActionsProps & { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [owner, setOwner] = useState("");
  const assign = useMutation(
    trpc.inventory.resources.assignOwner.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries(trpc.inventory.pathFilter()),
          queries.invalidateQueries(trpc.findings.pathFilter()),
        ]),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const give = (to: string | null) =>
    assign.mutate(
      { ids: [...ids], owner: to },
      {
        onSuccess: ({ changed }) => {
          onClose();
          onDone();
          const done = to === null ? "have the owner that is read again" : `belong to ${ownerName(to)}`;
          sayUndoable(`${plural(changed.length, "resource")} ${done}.`, () => {
            for (const back of byOwner(changed)) assign.mutate(back);
          });
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (owner.trim()) give(owner.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Who owns ${plural(ids.length, "resource")}?`}
      description="What you say here goes before tags, stack, catalogue and the account's default. AWS and its tags stay as they are."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Team or person"
          hint="A team's name, or a reference such as group:default/checkout"
          list="resource-owners"
          value={owner}
          maxLength={200}
          onChange={({ target }) => setOwner(target.value)}
        />
        <datalist id="resource-owners">
          {owners.flatMap(({ value }) => (value === "none" ? [] : [<option key={value} value={value} />]))}
        </datalist>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="ghost" busy={assign.isPending} onClick={() => give(null)}>
            Use what is read
          </Button>
          <Button
            type="submit"
            look="primary"
            busy={assign.isPending}
            unavailable={owner.trim() ? null : "Name a team or a person."}
          >
            Assign
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Each goes back to whom it was given before: one call for each of them. */
function byOwner(
  changed: readonly { id: string; before: string | null }[],
): Inputs["inventory"]["resources"]["assignOwner"][] {
  return [...Map.groupBy(changed, ({ before }) => before)].map(([owner, rows]) => ({
    owner,
    ids: rows.map(({ id }) => id),
  }));
}

function TagInAws({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const [key, setKey] = useState("Owner");
  const [value, setValue] = useState("");
  const [asked, setAsked] = useState<{ key: string; value: string } | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked({ key: key.trim(), value: value.trim() });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Tag ${plural(ids.length, "resource")} in AWS`}
      description="DevControl may only read your account, so it writes no tags. These commands do; run them with rights of your own, and the next discovery shows the result."
      width="max-w-[680px]"
    >
      <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
        <TextField label="Key" value={key} maxLength={128} required onChange={({ target }) => setKey(target.value)} />
        <TextField label="Value" value={value} maxLength={256} onChange={({ target }) => setValue(target.value)} />
        <Button type="submit" look="primary" unavailable={key.trim() ? null : "Name the tag's key."}>
          Show commands
        </Button>
      </form>
      {asked && <Commands ids={ids} tag={asked} />}
    </Dialog>
  );
}

function Commands({ ids, tag }: { ids: readonly string[]; tag: { key: string; value: string } }) {
  const trpc = useTRPC();
  const commands = useQuery(trpc.inventory.resources.tagCommands.queryOptions({ ids: [...ids], ...tag }));
  return (
    <div className="mt-4">
      <QueryState query={commands} skeleton={<Skeleton className="h-24" />}>
        {({ commands, left }) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
            {commands.length > 0 && <Snippet text={commands.join("\n\n")} label={plural(commands.length, "command")} />}
            {left.length > 0 && (
              <div className="rounded-md bg-warn-soft p-3 text-sm text-warn-fg">
                <p className="font-semibold">Left out</p>
                <ul className="mt-1">
                  {left.map(({ name, reason }) => (
                    <li key={`${name} ${reason}`} className="break-words">
                      {name}: {reason}
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        )}
      </QueryState>
    </div>
  );
}
