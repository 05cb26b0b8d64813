import { useMemo } from "react";
import { Card, CardHead } from "../../ui/card.tsx";
import { CostChart } from "../../ui/charts/cost-chart.tsx";
import { type Day, dayTotal } from "../../ui/charts/series.ts";
import { Spark } from "../../ui/charts/spark.tsx";
import { addDays, formatMoney, toDay } from "../../ui/format.ts";
import { Badge, Dot, type Tone } from "../../ui/status.tsx";

const DAYS = 30;
/** Typical dollars a day of the fictional company. */
const BASE: [service: string, dollars: number][] = [
  ["EC2", 148],
  ["RDS", 92],
  ["S3", 31],
  ["Load balancing", 22],
  ["Lambda", 17],
];
const ATTENTION: [tone: Tone, title: string, where: string][] = [
  ["bad", "S3 bucket is public", "Critical · storefront · 2 resources"],
  ["info", "Save $515 a month: running instance does nothing", "platform · 4 resources"],
  ["bad", "SSH is open to the internet", "High · payments · checkout-bastion"],
  ["info", "Save $480 a month: database engine past its support", "payments · 2 resources"],
  ["warn", "Volume is not encrypted", "Medium · data · billing-data-2"],
];

/** The overview, drawn with the app's own components; the figures are made up and say so. */
export function Picture() {
  const days = useMemo(sampleDays, []);
  const total = days.reduce((sum, day) => sum + dayTotal(day), 0);
  const money = (amount: number) => formatMoney({ amount: String(amount), currency: "USD" }, "whole");
  return (
    <div className="rounded-xl border border-line bg-sunken p-2 shadow-modal sm:p-3">
      <div className="flex items-center justify-between px-2 pb-2 sm:pb-3">
        <span className="text-xs font-medium text-fg-2">Overview</span>
        <Badge tone="info">Sample data</Badge>
      </div>
      <h2 className="sr-only">What the overview looks like</h2>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          title="Month to date"
          value={money(total * 0.68)}
          note="+4.1% vs. last month"
          values={days.map(dayTotal)}
        />
        <Figure
          title="Forecast"
          value={money(total * 1.02)}
          note={`80% between ${money(total * 0.98)} and ${money(total * 1.06)}`}
        />
        <Figure title="Compliance score" value="73%" note="9 critical open" />
        <Figure title="Savings found, a month" value="$4,400" note="192 things to change" />
      </div>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[minmax(0,1fr)_340px]">
        <Card>
          <CardHead title="AWS cost by day" sub={`${money(total)} in the last 30 days`} />
          <CostChart days={days} currency="USD" view="chart" label="Daily cost of the sample company" />
        </Card>
        <Card>
          <CardHead title="Worth doing today" sub="By risk and by money, in turns" />
          <ul className="px-5 pb-4">
            {ATTENTION.map(([tone, title, where]) => (
              <li key={title} className="flex gap-3 border-t border-line py-3 first:border-0 first:pt-1">
                <span className="mt-1">
                  <Dot tone={tone} />
                </span>
                <div className="min-w-0">
                  <div className="text-sm font-medium">{title}</div>
                  <div className="truncate text-xs text-fg-3">{where}</div>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}

function Figure({ title, value, note, values }: { title: string; value: string; note: string; values?: number[] }) {
  return (
    <Card as="article" className="p-4">
      <h3 className="text-xs font-medium text-fg-2">{title}</h3>
      <div className="mt-2 flex items-end justify-between">
        <span className="num text-2xl font-semibold">{value}</span>
        <span className="hidden sm:block">{values && <Spark values={values} />}</span>
      </div>
      <p className="mt-2 text-xs text-fg-3">{note}</p>
    </Card>
  );
}

/** A week's rhythm, slow growth, one spike: the same picture on every visit of a day. */
function sampleDays(): Day[] {
  const first = addDays(toDay(new Date()), -DAYS);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = addDays(first, index);
    const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    const values = Object.fromEntries(
      BASE.map(([service, dollars], at) => {
        const wave = 1 + 0.06 * Math.sin(index * 1.7 + at * 2.1) + index * 0.004;
        const spike = service === "EC2" && (index === 19 || index === 20) ? 1.55 : 1;
        return [service, dollars * wave * spike * (isWeekend ? 0.78 : 1)];
      }),
    );
    return { day, values, isEstimated: false };
  });
}
