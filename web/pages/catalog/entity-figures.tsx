import { Link } from "@tanstack/react-router";
import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { addDays, formatCount, formatDay, formatMonth, formatPercent, plural, toNumber } from "../../ui/format.ts";
import { HowCounted } from "../../ui/how-counted.tsx";
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
        sub={costs.reason ?? `Of ${plural(costs.resources.length, "AWS resource")}, what AWS bills`}
      >
        <HowCounted
          of="Cost this month"
          facts={[
            [
              "Formula",
              "Each day's bill of a service × the resource's list price ÷ the list prices of all resources of that account and service.",
            ],
            ["n", `${costs.split} of ${plural(costs.resources.length, "resource")} have a price and a bill`],
            [
              "Period",
              `${formatDay(costs.from)} to today, days of UTC${costs.estimated ? "; AWS may still change them" : ""}`,
            ],
            [
              "Excluded",
              "What AWS bills without a resource: data transfer, support, taxes. What is shared is counted whole.",
            ],
            ["As of", <AsOf key="at" at={costs.syncedAt} />],
          ]}
          rows={
            <>
              <Link to="/$org/costs/explorer" params={{ org: slug }}>
                The bill, by day and service
              </Link>
              <Link to="/$org/costs/owners" params={{ org: slug }}>
                By team
              </Link>
            </>
          }
        />
      </CardHead>
      <div className="px-(--pad-card) pb-(--pad-card)">
        {costs.monthToDate && (
          <>
            <div className="flex items-end justify-between gap-4">
              <p className="text-2xl font-semibold">
                <Money value={costs.monthToDate} style="whole" />
              </p>
              {costs.trend && <Spark values={costs.trend.map(({ amount }) => toNumber(amount))} />}
            </div>
            <p className="mt-1 text-xs text-fg-3">
              {costs.compared ? (
                <CostDelta
                  now={costs.compared.now}
                  before={costs.compared.before}
                  against={`${formatDay(costs.previousFrom)} to ${formatDay(addDays(costs.previousFrom, costs.compared.days - 1))}`}
                />
              ) : (
                costs.lastMonth && (
                  <>
                    <Money value={costs.lastMonth} style="whole" /> in {formatMonth(costs.previousFrom)}
                  </>
                )
              )}
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
            {costs.resources
              .slice(0, RESOURCES_SHOWN)
              .map(({ id, name, type, region, price, currency, share, users }) => (
                <li key={id} className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line py-1">
                  <Link
                    to="/$org/resources/$id"
                    params={{ org: slug, id }}
                    className="min-w-0 truncate text-accent-fg hover:underline"
                  >
                    {name}
                  </Link>
                  <span className="text-xs text-fg-3">
                    {typeLabel(type)} · {region}
                  </span>
                  {users > 1 && <span className="text-xs text-fg-3">shared by {users}</span>}
                  <span
                    className="ml-auto text-xs text-fg-2"
                    title={share === null ? undefined : `${formatPercent(share)} of its account's bill for the service`}
                  >
                    {price !== null && currency ? (
                      <>
                        <Money value={{ amount: price, currency }} /> / mo list
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
export function EntityFindings({ findings, entity }: { findings: Findings; entity: string }) {
  const { slug } = useOrganization();
  const { items, total, reason, savings, resources } = findings;
  return (
    <Card label="Findings">
      <CardHead
        title="Open findings"
        sub={
          reason ?? `On ${plural(resources, "AWS resource")}${total > items.length ? `, the worst of ${total}` : ""}`
        }
      >
        {total > 0 && (
          <Link to="/$org/findings" params={{ org: slug }} search={{ entity }} className={buttonLook({ size: "sm" })}>
            All {formatCount(total)}
            <span className="sr-only"> open findings</span>
          </Link>
        )}
      </CardHead>
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
                  search={{ entity, id }}
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
        {/* A saving that another one on the same resource is better than is worth nothing more. */}
        {toNumber(savings.monthly) > 0 && (
          <p className="mt-1 flex items-center gap-2 border-t border-line pt-2.5 text-fg-2">
            <Badge tone="info">{plural(savings.count, "saving")}</Badge>
            <Link
              to="/$org/savings"
              params={{ org: slug }}
              search={{ entity }}
              className="text-accent-fg hover:underline"
            >
              <Money value={{ amount: savings.monthly, currency: savings.currency }} /> a month
            </Link>
          </p>
        )}
      </div>
    </Card>
  );
}
