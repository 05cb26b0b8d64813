import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Outputs, useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatCount, formatMoney, toDay } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { ownerName } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";

const SHOWN = 10;
const NOBODY = "none";

type Groups = Outputs["findings"]["groups"]["items"];
type Costs = Outputs["costs"]["teams"];
type Team = {
  name: string;
  /** As the lists' filters take it; null = the figure is not known there. */
  ref: string | null;
  costKey: string | null;
  open: number;
  urgent: number;
  saving: string | null;
  cost: string | null;
  before: string | null;
};

/** Who owns what: findings, savings and costs of each team on one line, each figure leading to its rows. */
export function TeamsCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const month = `${toDay(new Date()).slice(0, 8)}01`;
  const findings = useQuery(trpc.findings.groups.queryOptions({ by: "owner" }));
  const savings = useQuery(trpc.findings.groups.queryOptions({ by: "owner", pack: "savings" }));
  const costs = useQuery(trpc.costs.teams.queryOptions({ month, metric: "pay" }));
  return (
    <Card className="overflow-hidden">
      <CardHead title="Teams" sub="What each answers for; a figure opens its rows">
        <Link to="/$org/costs/owners" params={{ org: slug }} className={buttonLook({ size: "sm" })}>
          Costs by team
        </Link>
      </CardHead>
      <QueryState query={findings} skeleton={<Skeleton className="m-5 h-80" />}>
        {({ items }) => {
          const teams = merge(items, savings.data?.items ?? [], costs.data?.items ?? []);
          return teams.length === 0 ? (
            <p className="px-(--pad-card) pb-6 text-sm text-fg-2">
              No owner is known yet. Tag resources with Owner, or import a catalog file that claims them.
            </p>
          ) : (
            <TeamsTable teams={teams.slice(0, SHOWN)} currency={costs.data?.currency ?? "USD"} month={month} />
          );
        }}
      </QueryState>
    </Card>
  );
}

function TeamsTable({ teams, currency, month }: { teams: readonly Team[]; currency: string; month: string }) {
  const { slug: org } = useOrganization();
  const link = "relative hover:text-accent-fg hover:underline";
  return (
    <ScrollRegion label="Teams">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:pl-(--pad-card) [&>th:last-child]:pr-(--pad-card)">
            <th scope="col">Team</th>
            <th scope="col" className="text-right">
              Open findings
            </th>
            <th scope="col" className="text-right">
              Could save / mo
            </th>
            <th scope="col" className="text-right">
              Cost last month
            </th>
            <th scope="col" className="text-right">
              This month
            </th>
          </tr>
        </thead>
        <tbody>
          {teams.map(({ name, ref, costKey, open, urgent, saving, cost, before }) => (
            <tr
              key={name}
              className="border-b border-line last:border-0 hover:bg-hover [&>td]:h-11 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card) [&>td:last-child]:pr-(--pad-card)"
            >
              <td className="font-medium whitespace-nowrap">
                {ref?.startsWith("group:default/") ? (
                  <Link
                    to="/$org/catalog/$kind/$namespace/$name"
                    params={{ org, kind: "group", namespace: "default", name }}
                    className={link}
                  >
                    {name}
                  </Link>
                ) : (
                  <span className="text-fg-2">{name}</span>
                )}
              </td>
              <td className="num text-right whitespace-nowrap">
                <Link to="/$org/findings" params={{ org }} search={{ owner: [ref ?? NOBODY] }} className={link}>
                  {formatCount(open)}
                </Link>
                {urgent > 0 && (
                  <Link
                    to="/$org/findings"
                    params={{ org }}
                    search={{ owner: [ref ?? NOBODY], severity: ["critical", "high"] }}
                    className="ml-2 text-xs text-bad-fg hover:underline"
                    title="Critical or high"
                  >
                    {formatCount(urgent)} urgent
                  </Link>
                )}
              </td>
              <td className="num text-right">
                {saving ? (
                  <Link to="/$org/savings" params={{ org }} search={{ owner: [ref ?? NOBODY] }} className={link}>
                    {formatMoney({ amount: saving, currency: "USD" }, "whole")}
                  </Link>
                ) : (
                  <Money value={null} />
                )}
              </td>
              <td className="num text-right text-fg-2">
                <Money value={before === null ? null : { amount: before, currency }} style="whole" />
              </td>
              <td className="num text-right">
                {cost === null || costKey === null ? (
                  <Money value={null} />
                ) : (
                  <Link
                    to="/$org/costs/owners"
                    params={{ org }}
                    search={{ team: costKey, month, metric: "pay" }}
                    className={link}
                  >
                    <Money value={{ amount: cost, currency }} style="whole" />
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** The three lists know a team by its reference or by its name; what belongs to nobody comes last. */
function merge(findings: Groups, savings: Groups, costs: Costs["items"]): Team[] {
  const teams = new Map<string, Team>();
  const team = (name: string) => {
    const present = teams.get(name);
    if (present) return present;
    const made = { name, ref: null, costKey: null, open: 0, urgent: 0, saving: null, cost: null, before: null };
    teams.set(name, made);
    return made satisfies Team as Team;
  };
  const named = (key: string) => (key === NOBODY || key === "" ? "No owner" : ownerName(key));
  for (const { key, count, critical, high } of findings)
    Object.assign(team(named(key)), { ref: key, open: count, urgent: critical + high });
  for (const { key, savingMonthly } of savings) Object.assign(team(named(key)), { ref: key, saving: savingMonthly });
  for (const { team: key, amount, before } of costs)
    Object.assign(team(named(key)), { costKey: key, cost: amount, before });
  const isNobody = ({ name }: Team) => Number(name === "No owner");
  return [...teams.values()].sort((a, b) => isNobody(a) - isNobody(b) || b.urgent - a.urgent || b.open - a.open);
}
