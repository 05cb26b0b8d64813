import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatDay, formatMoney } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Dot } from "../../ui/status.tsx";
import { sayFailed } from "../../ui/toast.ts";

type Anomaly = Outputs["costs"]["anomalies"]["items"][number];
const SHOWN = 6;
const KIND_WORD = { rise: "more than expected", drop: "less than expected", new: "a new service" } as const;

/** Days that nobody would have foretold, the latest first, and where the money went. */
export function AnomaliesCard() {
  const trpc = useTRPC();
  const anomalies = useQuery(trpc.costs.anomalies.queryOptions({ limit: SHOWN }));
  return (
    <Card>
      <CardHead title="Anomalies" sub="Days of a service far from what its past foretold, unblended" />
      <QueryState query={anomalies} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-24" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">
              None in the last 90 days. They are looked for after each sync, once four weeks are known.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((anomaly) => (
                <AnomalyRow key={anomaly.id} anomaly={anomaly} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}

function AnomalyRow({
  anomaly: { id, day, service, kind, currency, actual, expected, impact, causes, verdict },
}: {
  anomaly: Anomaly;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const judge = useMutation(
    trpc.costs.judgeAnomaly.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.costs.anomalies.queryFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const name = `${serviceLabel(service)} on ${formatDay(day)}`;
  return (
    <li className="border-t border-line py-3 text-sm first:border-0 first:pt-0">
      <div className="flex items-start gap-2.5">
        <span className="mt-1">
          <Dot tone={verdict === "expected" ? "idle" : kind === "drop" ? "info" : "warn"} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="font-medium">
              {formatDay(day)}, {serviceLabel(service)}
            </span>
            <span className="num font-medium">
              {impact.startsWith("-") ? "−" : "+"}
              {formatMoney({ amount: impact.replace("-", ""), currency })}
            </span>
          </div>
          <p className="mt-0.5 text-xs text-fg-3">
            <Money value={{ amount: actual, currency }} />, {KIND_WORD[kind]}
            {kind !== "new" && (
              <>
                {" "}
                (<Money value={{ amount: expected, currency }} />)
              </>
            )}
            {causes[0] && (
              <>
                . Most in {causes[0].name ?? causes[0].subAccountId}:{" "}
                <Money value={{ amount: causes[0].difference, currency }} /> against the same weekday before
              </>
            )}
          </p>
          <div className="mt-1.5 flex flex-wrap items-center gap-2">
            {verdict ? (
              <>
                <Badge tone={verdict === "expected" ? "idle" : "warn"}>
                  {verdict === "expected" ? "Expected" : "Not expected"}
                </Badge>
                <Button
                  look="ghost"
                  size="sm"
                  aria-label={`Take back what was said of ${name}`}
                  unavailable={whyNot(organization, "developer")}
                  busy={judge.isPending}
                  onClick={() => judge.mutate({ id, verdict: null })}
                >
                  Take back
                </Button>
              </>
            ) : (
              (["expected", "unexpected"] as const).map((word) => (
                <Button
                  key={word}
                  size="sm"
                  aria-label={`${name} was ${word === "expected" ? "expected" : "not expected"}`}
                  unavailable={whyNot(organization, "developer")}
                  busy={judge.isPending}
                  onClick={() => judge.mutate({ id, verdict: word })}
                >
                  {word === "expected" ? "Expected" : "Not expected"}
                </Button>
              ))
            )}
          </div>
        </div>
      </div>
    </li>
  );
}
