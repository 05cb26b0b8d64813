import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatMonth, formatPercent, toNumber } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { BudgetDialog } from "./budget-dialog.tsx";

type Budget = Outputs["costs"]["budgets"]["list"]["items"][number];

/** What the month may cost, where it stands, and how likely it ends above. */
export function BudgetsCard() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const budgets = useQuery(trpc.costs.budgets.list.queryOptions());
  const [open, setOpen] = useState<Budget | "new" | null>(null);
  return (
    <Card>
      <CardHead title="Budgets" sub={budgets.data ? `${formatMonth(budgets.data.month)}, unblended` : "This month"}>
        <Button size="sm" unavailable={whyNot(organization, "maintainer")} onClick={() => setOpen("new")}>
          <Plus aria-hidden="true" />
          New budget
        </Button>
      </CardHead>
      <QueryState query={budgets} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-20" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              None yet. A budget tells before the month ends how likely it is passed.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((budget) => (
                <BudgetRow key={budget.id} budget={budget} onEdit={() => setOpen(budget)} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {open && <BudgetDialog budget={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function BudgetRow({
  budget: { id, name, scope, scopeName, period, amount, currency, outlook },
  onEdit,
}: {
  budget: Budget;
  onEdit: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const remove = useMutation(
    trpc.costs.budgets.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.budgets.pathFilter());
        sayDone(`The budget ${name} was removed.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const of =
    scope === "organization"
      ? "Everything"
      : scope === "service"
        ? serviceLabel(scopeName)
        : `${{ account: "Account", team: "Team", tag: "Tag" }[scope]} ${scopeName}`;
  return (
    <li className="border-t border-line py-3 text-sm first:border-0 first:pt-0">
      <div className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="flex shrink-0 items-center gap-1">
          {outlook && <Standing outlook={outlook} limit={amount} />}
          <IconButton
            label={`Change the budget ${name}`}
            size="icon-sm"
            unavailable={whyNot(organization, "maintainer")}
            onClick={onEdit}
          >
            <Pencil aria-hidden="true" />
          </IconButton>
          <IconButton
            label={`Remove the budget ${name}`}
            size="icon-sm"
            unavailable={whyNot(organization, "maintainer")}
            busy={remove.isPending}
            onClick={() => remove.mutate({ id })}
          >
            <Trash2 aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      {outlook && (
        <div className="mt-1.5">
          <Progress label={`Spent of ${name}`} done={toNumber(outlook.spent)} total={toNumber(amount)} />
        </div>
      )}
      <p className="mt-1.5 text-xs text-fg-3">
        {of}. <Money value={outlook && { amount: outlook.spent, currency }} style="whole" /> of{" "}
        <Money value={{ amount, currency }} style="whole" /> a {period}
        {outlook?.expected && (
          <>
            , <Money value={{ amount: outlook.expected, currency }} style="whole" /> expected by its end
          </>
        )}
      </p>
    </li>
  );
}

function Standing({
  outlook: { spent, probability },
  limit,
}: {
  outlook: NonNullable<Budget["outlook"]>;
  limit: string;
}) {
  if (toNumber(spent) > toNumber(limit)) return <Badge tone="bad">Passed</Badge>;
  if (probability === null) return null;
  const tone = probability >= 0.5 ? "bad" : probability >= 0.1 ? "warn" : "ok";
  return <Badge tone={tone}>{formatPercent(probability)} likely to pass</Badge>;
}
