import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { CostChart, useChartView } from "../../ui/charts/cost-chart.tsx";
import type { Day } from "../../ui/charts/series.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatDay, formatPercent, toNumber } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AsOf } from "../../ui/time.tsx";
import { CoverageCard, HintsCard, ImportedCard } from "./commitment-cards.tsx";
import { HoldingsTable } from "./holdings-table.tsx";

export type Seen = Outputs["costs"]["commitments"];

/** What is promised to AWS: how much of it is used, what it covers, what ends, what more could be promised. */
export function CostCommitments() {
  const trpc = useTRPC();
  const query = useQuery(trpc.costs.commitments.queryOptions());
  const seen = query.data;
  return (
    <Page>
      <PageHead
        title="Commitments"
        sub={seen?.isRead && <AsOf at={seen.readAt} what="Read" />}
        actions={seen && seen.holdings.length > 0 && <Button onClick={() => saveCsv(seen)}>Save as CSV</Button>}
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <QueryState query={query} skeleton={<Skeleton className="h-96 rounded-lg" />}>
          {(data) => (data.isRead || data.imported.length > 0 ? <Told seen={data} /> : <NotRead seen={data} />)}
        </QueryState>
      </div>
    </Page>
  );
}

function NotRead({ seen: { isSynced } }: { seen: Seen }) {
  const { slug } = useOrganization();
  return (
    <Card>
      <EmptyState
        title="No commitments read yet"
        action={
          <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({})}>
            Look at the AWS accounts
          </Link>
        }
      >
        {isSynced
          ? "Savings Plans and reservations are read once a week, after a cost sync. The next sync asks for them."
          : "Savings Plans and reservations are read once a week, after the costs of an AWS account were synced."}
      </EmptyState>
    </Card>
  );
}

function Told({ seen }: { seen: Seen }) {
  const { plans, reservations, currency } = seen;
  return (
    <>
      <Problems seen={seen} />
      {seen.isRead && (
        <>
          <div className="grid gap-(--gap-card) sm:grid-cols-2">
            <UsedCard title="Savings Plans used" use={plans} currency={currency} none="No Savings Plan in these days" />
            <UsedCard
              title="Reservations used"
              use={reservations}
              currency={currency}
              none="No reservation in these days"
            />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
            <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              <UseChart seen={seen} />
              <HoldingsTable seen={seen} />
            </div>
            <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              <CoverageCard seen={seen} />
              <HintsCard seen={seen} />
            </div>
          </div>
        </>
      )}
      {seen.imported.length > 0 && <ImportedCard seen={seen} />}
    </>
  );
}

function Problems({ seen: { problems } }: { seen: Seen }) {
  if (problems.length === 0) return null;
  return (
    <ul role="status" className="grid gap-2 rounded-lg bg-warn-soft p-4 text-sm text-warn-fg">
      {problems.map(({ accountId, accountName, problem }) => (
        <li key={`${accountId} ${problem}`} className="flex gap-2">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {accountName}: {problem}
        </li>
      ))}
    </ul>
  );
}

type Use = Seen["plans"];
type UsedCardProps = { title: string; use: Use; currency: string; none: string };

function UsedCard({ title, use, currency, none }: UsedCardProps) {
  return (
    <article className="card rounded-lg border border-line bg-surface p-(--pad-card) shadow-sm">
      <h2 className="text-xs font-medium text-fg-2">{title}</h2>
      <div className="num mt-2 text-2xl font-semibold">
        {use?.utilisation == null ? <Money value={null} /> : formatPercent(use.utilisation)}
      </div>
      <p className="mt-2 text-xs text-fg-3">
        {use ? (
          <>
            <Money value={{ amount: use.unused, currency }} /> of <Money value={{ amount: use.committed, currency }} />{" "}
            went unused
            {use.netSavings !== null && (
              <>
                ; against on demand {use.netSavings.startsWith("-") ? "they cost more: " : "they saved "}
                <Money value={{ amount: use.netSavings.replace("-", ""), currency }} />
              </>
            )}
            .
          </>
        ) : (
          none
        )}
      </p>
    </article>
  );
}

/** Dollars of commitment by day: used, and paid for nothing. */
function UseChart({ seen }: { seen: Seen }) {
  const { view, toggle } = useChartView();
  const days = toDays(seen);
  if (days.length === 0) return null;
  return (
    <Card>
      <CardHead title="Committed by day" sub={`${periodOf(seen)}, UTC. Savings Plans and reservations, amortized`}>
        {toggle}
      </CardHead>
      <CostChart days={days} currency={seen.currency} view={view} label="Commitment by day, used and unused" />
    </Card>
  );
}

export const periodOf = ({ from, to }: Seen) => (from && to ? `${formatDay(from)} to ${formatDay(to)}` : "");

function toDays({ plans, reservations }: Seen): Day[] {
  const days = new Map<string, Day>();
  for (const { day, committed, used } of [...(plans?.days ?? []), ...(reservations?.days ?? [])]) {
    const known = days.get(day) ?? { day, values: { Used: 0, Unused: 0 }, isEstimated: false };
    const before = known.values;
    days.set(day, {
      ...known,
      values: {
        Used: (before.Used ?? 0) + toNumber(used),
        Unused: (before.Unused ?? 0) + toNumber(committed) - toNumber(used),
      },
    });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function saveCsv({ holdings, currency, from, to }: Seen) {
  download(
    "commitments.csv",
    toCsv(
      [
        ...["id", "pays for", "kind", "scope", "account", "payment", "starts", "ends", "days left"],
        ...["from", "to", "committed", "used", "unused", "utilisation", "net savings", "currency"],
      ],
      holdings.map((one) => [
        ...[one.id, one.product, one.type, one.scope, one.subAccountId, one.payment, one.startsAt, one.endsAt],
        ...[one.daysLeft, from, to, one.committed, one.used, one.unused, one.utilisation, one.netSavings, currency],
      ]),
    ),
    "text/csv",
  );
}
