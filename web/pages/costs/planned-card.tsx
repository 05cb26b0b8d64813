import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { addDays, formatDay, toDay } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { sayDone, sayFailed, sayUndoable } from "../../ui/toast.ts";

type Planned = Outputs["costs"]["planned"]["list"]["items"][number];

/** Days that will differ because somebody wants them to. */
export function PlannedCard() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const planned = useQuery(trpc.costs.planned.list.queryOptions());
  const [isOpen, setOpen] = useState(false);
  return (
    <Card>
      <CardHead title="Planned activity" sub="What is strange on these days is shown, and told to nobody">
        <Button size="sm" unavailable={whyNot(organization, "developer")} onClick={() => setOpen(true)}>
          Plan
        </Button>
      </CardHead>
      <QueryState query={planned} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-16" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              Nothing is planned. Say so before a load test, a migration or a sale, and nobody is woken for it.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((one) => (
                <PlannedRow key={one.id} planned={one} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {isOpen && <PlanDialog onClose={() => setOpen(false)} />}
    </Card>
  );
}

function usePlannedChange() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries(trpc.costs.planned.pathFilter());
    await queries.invalidateQueries(trpc.costs.anomalies.pathFilter());
  };
}

function PlannedRow({ planned: { id, from, to, service, note, createdBy } }: { planned: Planned }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const changed = usePlannedChange();
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const again = useMutation(trpc.costs.planned.create.mutationOptions({ onSuccess: changed, onError }));
  const remove = useMutation(
    trpc.costs.planned.remove.mutationOptions({
      onSuccess: async () => {
        await changed();
        sayUndoable(`“${note}” is not planned any more.`, () => again.mutate({ from, to, service, note }));
      },
      onError,
    }),
  );
  return (
    <li className="flex items-start justify-between gap-3 border-t border-line py-2.5 text-sm first:border-0 first:pt-0">
      <div className="min-w-0">
        <p className="font-medium break-words">{note}</p>
        <p className="text-xs text-fg-3">
          {formatDay(from)}
          {to !== from && ` to ${formatDay(to)}`}, {service ? serviceLabel(service) : "every service"}, by {createdBy}
        </p>
      </div>
      <Button
        look="ghost"
        size="sm"
        aria-label={`Remove ${note}`}
        unavailable={whyNot(organization, "developer")}
        busy={remove.isPending}
        onClick={() => remove.mutate({ id })}
      >
        Remove
      </Button>
    </li>
  );
}

function PlanDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const today = toDay(new Date());
  const scopes = useQuery(trpc.costs.budgets.scopes.queryOptions());
  const [note, setNote] = useState("");
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(addDays(today, 1));
  const [service, setService] = useState("");
  const changed = usePlannedChange();
  const plan = useMutation(
    trpc.costs.planned.create.mutationOptions({
      onSuccess: async () => {
        await changed();
        sayDone("Planned. Strange costs of those days are told to nobody.");
        onClose();
      },
    }),
  );
  const problem = plan.error ? explain(plan.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate({ from, to, service, note });
  };
  return (
    <Dialog isOpen onClose={onClose} title="Plan an activity" description="Days of UTC on which costs will differ.">
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="What is planned"
          value={note}
          required
          maxLength={200}
          placeholder="Load test of the checkout"
          onChange={({ target }) => setNote(target.value)}
        />
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="First day"
            type="date"
            value={from}
            required
            onChange={({ target }) => setFrom(target.value)}
          />
          <TextField label="Last day" type="date" value={to} required onChange={({ target }) => setTo(target.value)} />
        </div>
        <p className="-mb-2.5 text-sm font-medium" aria-hidden="true">
          Service
        </p>
        <Select label="Service" className="w-full" value={service} onChange={({ target }) => setService(target.value)}>
          <option value="">Every service</option>
          {scopes.data?.services.map((each) => (
            <option key={each} value={each}>
              {serviceLabel(each)}
            </option>
          ))}
        </Select>
        {problem && (
          <p role="alert" className="text-sm text-bad-fg">
            {problem.sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" busy={plan.isPending}>
            Plan it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
