import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatDay, toDay } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { RuleDialog } from "./rule-dialog.tsx";

export type Rule = Outputs["costs"]["rules"]["list"]["items"][number];

/** Rules in the order in which they are asked; a change begins on a day and leaves the days before it. */
export function RulesCard() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const rules = useQuery(trpc.costs.rules.list.queryOptions());
  const [open, setOpen] = useState<Rule | "new" | null>(null);
  return (
    <Card>
      <CardHead title="Allocation rules" sub="Asked in this order, after the catalogue's owners and the team tag">
        <Button size="sm" unavailable={whyNot(organization, "maintainer")} onClick={() => setOpen("new")}>
          <Plus aria-hidden="true" />
          New rule
        </Button>
      </CardHead>
      <QueryState query={rules} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-20" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              None yet. A rule gives what has no owner to a team, or splits it among several.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((rule) => (
                <RuleRow key={rule.id} rule={rule} onEdit={() => setOpen(rule)} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {open && <RuleDialog rule={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function RuleRow({ rule, onEdit }: { rule: Rule; onEdit: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const today = toDay(new Date());
  const end = useMutation(
    trpc.costs.rules.end.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.rules.pathFilter());
        sayDone(`The rule ${rule.name} ended today. Days before keep it.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line py-3 text-sm first:border-0 first:pt-0">
      <div className="min-w-0">
        <p className="font-medium">
          {rule.name} {rule.target === null && <Badge tone="idle">Ended</Badge>}
        </p>
        <p className="mt-0.5 text-xs text-fg-3">
          {matchWords(rule.match)} → {targetWords(rule.target)}. Since {formatDay(rule.effectiveFrom)}
          {rule.versions.length > 1 && `, version ${rule.versions.length}`}
        </p>
      </div>
      {rule.target !== null && (
        <span className="flex gap-2">
          <Button
            size="sm"
            aria-label={`Change the rule ${rule.name}`}
            unavailable={whyNot(organization, "maintainer")}
            onClick={onEdit}
          >
            Change
          </Button>
          <Button
            size="sm"
            look="ghost"
            aria-label={`End the rule ${rule.name}`}
            unavailable={whyNot(organization, "maintainer")}
            busy={end.isPending}
            onClick={() => end.mutate({ id: rule.id, effectiveFrom: today })}
          >
            End
          </Button>
        </span>
      )}
    </li>
  );
}

function matchWords({ account, service, region, resource, tag }: Rule["match"]): string {
  return [
    account && `account ${account}`,
    service && `service ${service}`,
    region && `region ${region}`,
    resource && `resource ${resource}`,
    tag && `tag ${tag.key} = ${tag.value}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function targetWords(target: Rule["target"]): string {
  if (!target) return "nobody";
  if (target.kind === "owner") return target.owner.team;
  const teams = target.parts
    .map(({ owner, weight }) => (target.method === "fixed" ? `${owner.team} (${weight})` : owner.team))
    .join(", ");
  return `split ${target.method === "proportional" ? "by what each costs itself" : target.method === "even" ? "evenly" : "by weight"}: ${teams}`;
}
