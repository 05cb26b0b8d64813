import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, type Inputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { sayDone } from "../../ui/toast.ts";

type Scope = Inputs["costs"]["budgets"]["create"]["scope"];
const EVERYTHING = "organization:";

export function BudgetDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const scopes = useQuery(trpc.costs.budgets.scopes.queryOptions());
  const [name, setName] = useState("");
  const [amount, setAmount] = useState("");
  const [chosen, setChosen] = useState(EVERYTHING);
  const create = useMutation(
    trpc.costs.budgets.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.budgets.pathFilter());
        sayDone("The budget was made. Its forecast follows in a moment.");
        onClose();
      },
    }),
  );
  const problem = create.error ? explain(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = chosen.indexOf(":");
    create.mutate({ name, amount, scope: scopeOf(chosen.slice(0, at)), scopeKey: chosen.slice(at + 1) });
  };
  return (
    <Dialog isOpen onClose={onClose} title="New budget" description="What a month may cost, unblended.">
      <form onSubmit={submit} className="grid gap-4">
        <TextField label="Name" value={name} required maxLength={80} onChange={({ target }) => setName(target.value)} />
        <div>
          <p className="mb-1.5 text-sm font-medium" aria-hidden="true">
            Of what
          </p>
          <Select label="Of what" className="w-full" value={chosen} onChange={({ target }) => setChosen(target.value)}>
            <option value={EVERYTHING}>Everything</option>
            <optgroup label="Accounts">
              {scopes.data?.accounts.map(({ id, name: account }) => (
                <option key={id} value={`account:${id}`}>
                  {account ?? id}
                </option>
              ))}
            </optgroup>
            <optgroup label="Services">
              {scopes.data?.services.map((service) => (
                <option key={service} value={`service:${service}`}>
                  {serviceLabel(service)}
                </option>
              ))}
            </optgroup>
          </Select>
        </div>
        <TextField
          label="Amount a month"
          inputMode="decimal"
          value={amount}
          required
          hint="In the currency of your bill, such as 1200 or 99.50."
          onChange={({ target }) => setAmount(target.value.trim())}
        />
        {problem && (
          <p role="alert" className="text-sm text-bad-fg">
            {problem.sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const scopeOf = (word: string): Scope => (word === "account" || word === "service" ? word : "organization");
