import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { sayDone } from "../../ui/toast.ts";

type Scope = Inputs["costs"]["budgets"]["create"]["scope"];
type Period = NonNullable<Inputs["costs"]["budgets"]["create"]["period"]>;
type Budget = Outputs["costs"]["budgets"]["list"]["items"][number];
const EVERYTHING = "organization:";

/** A new budget, or another name and amount for one. */
export function BudgetDialog({ budget, onClose }: { budget: Budget | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const scopes = useQuery(trpc.costs.budgets.scopes.queryOptions());
  const [name, setName] = useState(budget?.name ?? "");
  const [amount, setAmount] = useState(budget?.amount ?? "");
  const [period, setPeriod] = useState<Period>("month");
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
  const change = useMutation(
    trpc.costs.budgets.change.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.budgets.pathFilter());
        sayDone("The budget was changed.");
        onClose();
      },
    }),
  );
  const error = create.error ?? change.error;
  const problem = error ? explain(error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (budget) return change.mutate({ id: budget.id, name, amount });
    const at = chosen.indexOf(":");
    create.mutate({ name, amount, scope: scopeOf(chosen.slice(0, at)), scopeKey: chosen.slice(at + 1), period });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={budget ? `Change ${budget.name}` : "New budget"}
      description="What a day, a month or a quarter may cost, unblended."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField label="Name" value={name} required maxLength={80} onChange={({ target }) => setName(target.value)} />
        {!budget && (
          <div>
            <p className="mb-1.5 text-sm font-medium" aria-hidden="true">
              Of what
            </p>
            <Select
              label="Of what"
              className="w-full"
              value={chosen}
              onChange={({ target }) => setChosen(target.value)}
            >
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
              <optgroup label="Teams">
                {scopes.data?.teams.map((team) => (
                  <option key={team} value={`team:${team}`}>
                    {team}
                  </option>
                ))}
              </optgroup>
              <optgroup label="Tags">
                {scopes.data?.tags.map((tag) => (
                  <option key={tag} value={`tag:${tag}`}>
                    {tag}
                  </option>
                ))}
              </optgroup>
            </Select>
          </div>
        )}
        {!budget && (
          <div>
            <p className="mb-1.5 text-sm font-medium" aria-hidden="true">
              Each
            </p>
            <Select
              label="Each"
              className="w-full"
              value={period}
              onChange={({ target }) => setPeriod(toPeriod(target.value))}
            >
              <option value="day">Day</option>
              <option value="month">Month</option>
              <option value="quarter">Quarter</option>
            </Select>
          </div>
        )}
        <TextField
          label="Amount"
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
          <Button type="submit" look="primary" busy={create.isPending || change.isPending}>
            {budget ? "Save" : "Create"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const SCOPES = ["account", "service", "team", "tag"] as const;
const scopeOf = (word: string): Scope => SCOPES.find((scope) => scope === word) ?? "organization";
const toPeriod = (word: string): Period => (word === "day" || word === "quarter" ? word : "month");
