import { Link } from "@tanstack/react-router";
import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { formatDay, formatPercent, plural, toNumber } from "../../ui/format.ts";
import { CostDelta, Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Badge, SeverityBadge } from "../../ui/status.tsx";
import { AsOf, Time } from "../../ui/time.tsx";

type Costs = Outputs["costs"]["ofEntity"];
type Findings = Outputs["findings"]["ofEntity"];
const RESOURCES_SHOWN = 6;

/** What its AWS resources cost this month, by the bill, and the resources behind the figure. */
export function EntityCosts({ costs }: { costs: Costs }) {
  const { slug } = useOrganization();
  const shared = costs.resources.filter(({ users }) => users > 1).length;
  return (
    <Card label="Cost">
      <CardHead
        title="Cost this month"
        sub={costs.reason ?? "Its AWS resources' part of the bill, split by list price; unblended"}
      />
      <div className="px-(--pad-card) pb-(--pad-card)">
        {costs.monthToDate && (
          <>
            <div className="flex items-end justify-between gap-4">
              <p className="text-2xl font-semibold">
                <Money value={costs.monthToDate} style="whole" />
              </p>
              {costs.trend && <Spark values={costs.trend.map(({ amount }) => toNumber(amount))} />}
            </div>
            <p className="mt-1 text-xs">
              <CostDelta
                now={costs.monthToDate}
                before={costs.previous}
                against={`${formatDay(costs.previousFrom)} to ${formatDay(costs.previousTo)}`}
              />
            </p>
            <p className="mt-1 text-xs text-fg-3">
              {costs.estimated && "Still estimated by AWS. "}
              <AsOf at={costs.syncedAt} />
              {costs.trend && ", line: last 30 days"}
            </p>
          </>
        )}
        {costs.resources.length > 0 && (
          <ul className="mt-3 text-sm">
            {costs.resources.slice(0, RESOURCES_SHOWN).map(({ id, name, type, price, currency, share, users }) => (
              <li key={id} className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line py-1">
                <Link
                  to="/$org/resources/$id"
                  params={{ org: slug, id }}
                  className="min-w-0 truncate text-accent-fg hover:underline"
                >
                  {name}
                </Link>
                <span className="text-xs text-fg-3">{typeLabel(type)}</span>
                {users > 1 && <span className="text-xs text-fg-3">shared by {users}</span>}
                <span
                  className="ml-auto text-xs text-fg-2"
                  title={share === null ? undefined : `${formatPercent(share)} of its account's bill for the service`}
                >
                  {price !== null && currency ? (
                    <>
                      <Money value={{ amount: price, currency }} /> a month, list price
                    </>
                  ) : (
                    "no list price"
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
        {(costs.resources.length > RESOURCES_SHOWN || shared > 0) && (
          <p className="border-t border-line pt-2 text-xs text-fg-3">
            {costs.resources.length > RESOURCES_SHOWN &&
              `and ${plural(costs.resources.length - RESOURCES_SHOWN, "more")}${costs.hasMore ? " or more" : ""}. `}
            {shared > 0 && "What is shared is counted whole."}
          </p>
        )}
      </div>
    </Card>
  );
}

/** What is open on its AWS resources, worst first. */
export function EntityFindings({ findings }: { findings: Findings }) {
  const { slug } = useOrganization();
  const { items, total, reason, savings, resources } = findings;
  return (
    <Card label="Findings">
      <CardHead
        title="Open findings"
        sub={
          reason ?? `On ${plural(resources, "AWS resource")}${total > items.length ? `, the worst of ${total}` : ""}`
        }
      />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {reason === null && total === 0 && <p className="text-fg-2">Nothing is open.</p>}
        <ul>
          {items.map(({ id, title, severity, resource, openedAt }) => (
            <li key={id} className="flex min-h-9 items-center gap-3 border-t border-line py-1.5">
              <SeverityBadge severity={severity} />
              <span className="min-w-0 flex-1">
                <Link
                  to="/$org/findings"
                  params={{ org: slug }}
                  search={{ id }}
                  className="block truncate text-accent-fg hover:underline"
                >
                  {title}
                </Link>
                <span className="block truncate text-xs text-fg-3">{resource.name}</span>
              </span>
              {openedAt && (
                <span className="shrink-0 text-xs text-fg-3">
                  <Time at={openedAt} />
                </span>
              )}
            </li>
          ))}
        </ul>
        {savings.count > 0 && (
          <p className="mt-1 flex items-center gap-2 border-t border-line pt-2.5 text-fg-2">
            <Badge tone="info">{plural(savings.count, "saving")}</Badge>
            <span>
              <Money value={{ amount: savings.monthly, currency: savings.currency }} /> a month
            </span>
          </p>
        )}
      </div>
    </Card>
  );
}
