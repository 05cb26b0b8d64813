import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Printer } from "lucide-react";
import { type Outputs, useTRPC } from "../../api.ts";
import type { METRICS } from "../../search.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/field.tsx";
import {
  addDays,
  formatChange,
  formatMonth,
  formatPercent,
  change as ratioOf,
  toDay,
  toNumber,
} from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { MetricSelect } from "./metric-select.tsx";
import { METRIC_WORDS } from "./metric-words.ts";
import { RulesCard } from "./rules-card.tsx";

const MONTHS = 14;
const VIA: Record<string, string> = {
  entity: "the catalogue's owner of the resource",
  tag: "the team tag",
  stack: "a rule for its stack",
  rule: "a rule by name",
  split: "a split",
  "": "nobody",
};
export const teamLabel = (team: string) => team || "Unallocated";

/** Each team's part of a month, what belongs to nobody, and the rules that decide it. */
export function CostOwners() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const search = useSearch({ from: "/$org/costs/owners" });
  const navigate = useNavigate();
  const months = lastMonths(toDay(new Date()));
  const month = months.find((each) => each === search.month) ?? months[0] ?? "";
  const { metric = "pay", team } = search;
  const set = (changes: Partial<typeof search>) =>
    void navigate({ to: "/$org/costs/owners", params: { org: organization.slug }, search: { ...search, ...changes } });
  const teams = useQuery(trpc.costs.teams.queryOptions({ month, metric }));
  return (
    <Page>
      <PageHead
        title={team === undefined ? "Costs by team" : `Statement of ${teamLabel(team)}`}
        sub={`${formatMonth(month)}, ${METRIC_WORDS[metric].toLowerCase()}`}
        actions={
          <>
            <Select label="Month" value={month} onChange={({ target }) => set({ month: target.value })}>
              {months.map((each) => (
                <option key={each} value={each}>
                  {formatMonth(each)}
                </option>
              ))}
            </Select>
            <MetricSelect value={metric} onChange={(chosen) => set({ metric: chosen })} />
            <Button onClick={() => window.print()}>
              <Printer aria-hidden="true" />
              Print
            </Button>
          </>
        }
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        {team !== undefined ? (
          <Statement month={month} team={team} metric={metric} />
        ) : (
          <>
            <QueryState query={teams} skeleton={<Skeleton className="h-64 rounded-lg" />}>
              {(data) => (
                <>
                  <Coverage data={data} />
                  <TeamsTable data={data} />
                </>
              )}
            </QueryState>
            <div className="no-print">
              <RulesCard />
            </div>
          </>
        )}
      </div>
    </Page>
  );
}

function lastMonths(today: string): string[] {
  const months = [`${today.slice(0, 8)}01`];
  while (months.length < MONTHS) months.push(`${addDays(months.at(-1) ?? today, -1).slice(0, 8)}01`);
  return months;
}

type Teams = Outputs["costs"]["teams"];

function Coverage({ data: { coverage, unallocated, currency, via, total } }: { data: Teams }) {
  if (coverage === null) return null;
  return (
    <Card>
      <CardHead
        title={`${formatPercent(coverage)} has an owner`}
        sub="Every dollar is with a team, or shown here as unallocated"
      />
      <div className="px-(--pad-card) pb-5">
        <Progress label="Share of costs with an owner" done={Math.round(coverage * 1000)} total={1000} />
        <p className="mt-3 text-sm text-fg-2">
          <Money value={unallocated === null ? null : { amount: unallocated, currency }} /> of{" "}
          <Money value={{ amount: total, currency }} /> belongs to nobody yet.{" "}
          {via
            .filter((each) => each.via !== "")
            .map(({ via: how, amount }, at) => (
              <span key={how}>
                {at === 0 ? "Found by " : ", by "}
                {VIA[how] ?? how}: <Money value={{ amount, currency }} />
              </span>
            ))}
        </p>
      </div>
    </Card>
  );
}

function TeamsTable({ data: { items, currency, total } }: { data: Teams }) {
  const search = useSearch({ from: "/$org/costs/owners" });
  const { slug } = useOrganization();
  if (items.length === 0)
    return (
      <EmptyState title="Nothing is allocated yet">
        Costs are divided among teams after each sync: by the catalogue, by tags, then by the rules below.
      </EmptyState>
    );
  const whole = toNumber(total);
  return (
    <Card className="overflow-hidden">
      <CardHead title="Teams" sub="A team leads to its statement" />
      <table className="w-full text-sm">
        <thead>
          <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-(--pad-card)">
            <th scope="col">Team</th>
            <th scope="col" className="hidden text-right sm:table-cell">
              Share
            </th>
            <th scope="col" className="hidden text-right sm:table-cell">
              Month before
            </th>
            <th scope="col" className="pr-(--pad-card) text-right">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ team, amount, before }) => (
            <tr
              key={team}
              className="border-b border-line last:border-0 [&>td]:h-10 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
            >
              <td>
                <Link
                  to="/$org/costs/owners"
                  params={{ org: slug }}
                  search={{ ...search, team }}
                  className={
                    team === ""
                      ? "text-fg-3 underline decoration-line-strong underline-offset-2"
                      : "font-medium hover:text-accent"
                  }
                >
                  {teamLabel(team)}
                </Link>
              </td>
              <td className="num hidden text-right text-xs text-fg-3 sm:table-cell">
                {whole > 0 ? formatPercent(toNumber(amount) / whole) : "–"}
              </td>
              <td className="num hidden text-right text-fg-3 sm:table-cell">
                <Money value={{ amount: before, currency }} />
              </td>
              <td className="num pr-(--pad-card) text-right">
                <Money value={{ amount, currency }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

type StatementProps = { month: string; team: string; metric: (typeof METRICS)[number] };

/** What one team pays for: to print, and as a file. */
function Statement({ month, team, metric }: StatementProps) {
  const trpc = useTRPC();
  const { slug, name } = useOrganization();
  const search = useSearch({ from: "/$org/costs/owners" });
  const query = useQuery(trpc.costs.statement.queryOptions({ month, team, metric }));
  const save = (items: Outputs["costs"]["statement"]["items"]) =>
    download(
      `statement-${team || "unallocated"}-${month.slice(0, 7)}.csv`,
      toCsv(
        ["team", "month", "service", "charge category", "currency", "amount", "month before"],
        items.map((item) => [
          teamLabel(team),
          month.slice(0, 7),
          item.service,
          item.chargeCategory,
          item.currency,
          item.amount,
          item.before,
        ]),
      ),
      "text/csv",
    );
  return (
    <QueryState query={query} skeleton={<Skeleton className="h-64 rounded-lg" />}>
      {({ items }) => {
        const [currency = "USD"] = items.map((item) => item.currency);
        const sum = (read: (item: (typeof items)[number]) => string) =>
          String(
            items.filter((item) => item.currency === currency).reduce((all, item) => all + toNumber(read(item)), 0),
          );
        const [total, before] = [sum((item) => item.amount), sum((item) => item.before)];
        const ratio = ratioOf(total, before);
        return (
          <Card className="overflow-hidden">
            <CardHead
              title={`${name}, ${formatMonth(month)}`}
              sub={`${teamLabel(team)}, ${METRIC_WORDS[metric].toLowerCase()}`}
            >
              <div className="no-print flex gap-2">
                <Link
                  to="/$org/costs/owners"
                  params={{ org: slug }}
                  search={{ ...search, team: undefined }}
                  className="text-sm text-fg-2 underline underline-offset-2"
                >
                  All teams
                </Link>
                <Button size="sm" onClick={() => save(items)}>
                  <Download aria-hidden="true" />
                  CSV
                </Button>
              </div>
            </CardHead>
            {items.length === 0 ? (
              <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
                Nothing was allocated to this team in these two months.
              </p>
            ) : (
              <table className="w-full text-sm">
                <thead>
                  <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-(--pad-card)">
                    <th scope="col">Service</th>
                    <th scope="col">Charge</th>
                    <th scope="col" className="hidden text-right sm:table-cell">
                      Month before
                    </th>
                    <th scope="col" className="pr-(--pad-card) text-right">
                      Cost
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr
                      key={`${item.service} ${item.chargeCategory} ${item.currency}`}
                      className="border-b border-line [&>td]:h-9 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
                    >
                      <td>{serviceLabel(item.service)}</td>
                      <td className="text-fg-3">{item.chargeCategory}</td>
                      <td className="num hidden text-right text-fg-3 sm:table-cell">
                        <Money value={{ amount: item.before, currency: item.currency }} />
                      </td>
                      <td className="num pr-(--pad-card) text-right">
                        <Money value={{ amount: item.amount, currency: item.currency }} />
                      </td>
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  <tr className="font-medium [&>td]:h-10 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)">
                    <td>Total</td>
                    <td className="text-fg-3">{ratio === null ? "" : formatChange(ratio)}</td>
                    <td className="num hidden text-right sm:table-cell">
                      <Money value={{ amount: before, currency }} />
                    </td>
                    <td className="num pr-(--pad-card) text-right">
                      <Money value={{ amount: total, currency }} />
                    </td>
                  </tr>
                </tfoot>
              </table>
            )}
          </Card>
        );
      }}
    </QueryState>
  );
}
