import { useMutation, useQueryClient } from "@tanstack/react-query";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { formatDay, formatMoney } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Badge, Dot } from "../../ui/status.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { eventLabel } from "./explored.ts";

export type Anomaly = Outputs["costs"]["anomalies"]["items"][number];
type Cause = Anomaly["causes"][number];

const KIND_WORD = { rise: "more than expected", drop: "less than expected", new: "new" } as const;
const CAUSE_WORDS: Record<Cause["kind"], string> = {
  account: "By account",
  region: "By region",
  team: "By team",
  service: "By service",
  "usage-type": "By usage type",
  resource: "By resource",
};

/** "EC2", "EC2 in juniper-staging", "Team payments", "Region eu-west-1", "Everything together". */
export function anomalyName({ scope, scopeKey, scopeName, service }: Anomaly): string {
  if (scope === "service") return serviceLabel(service);
  if (scope === "account") return `${serviceLabel(service)} in ${scopeName ?? scopeKey}`;
  if (scope === "team") return scopeKey ? `Team ${scopeKey}` : "What belongs to nobody";
  return scope === "region" ? `Region ${scopeKey}` : "Everything together";
}

const causeName = ({ kind, key, name }: Cause) => name ?? (kind === "service" ? serviceLabel(key) : key);

/** One day: what it cost and should have, where the difference lies, and what somebody says of it. */
export function AnomalyRow({ anomaly, isWhole = false }: { anomaly: Anomaly; isWhole?: boolean }) {
  const { day, kind, currency, actual, expected, impact, causes, verdict, planned } = anomaly;
  const [first] = causes;
  const isQuiet = verdict === "expected" || planned !== null;
  return (
    <li className="border-t border-line py-3 text-sm first:border-0 first:pt-0">
      <div className="flex items-start gap-2.5">
        <span className="mt-1">
          <Dot tone={isQuiet ? "idle" : kind === "drop" ? "info" : "warn"} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="min-w-0 font-medium break-words">
              {formatDay(day)}, {anomalyName(anomaly)}
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
            {!isWhole && first && (
              <>
                . Most in {causeName(first)}: <Money value={{ amount: first.difference, currency }} /> against the same
                weekday before
              </>
            )}
          </p>
          {isWhole && <Causes anomaly={anomaly} />}
          <Said anomaly={anomaly} />
        </div>
      </div>
    </li>
  );
}

/** Against the same weekday a week before, by every dimension that is known, and what happened then. */
function Causes({ anomaly: { causes, currency, event } }: { anomaly: Anomaly }) {
  const byKind = Map.groupBy(causes, ({ kind }) => kind);
  if (causes.length === 0 && !event) return null;
  return (
    <dl className="mt-2 grid gap-x-6 gap-y-1.5 text-xs sm:grid-cols-2">
      {[...byKind].map(([kind, own]) => (
        <div key={kind} className="min-w-0">
          <dt className="text-fg-3">{CAUSE_WORDS[kind]}</dt>
          {own.map((cause) => (
            <dd key={cause.key} className="flex justify-between gap-3">
              <span className="min-w-0 truncate" title={cause.key}>
                {causeName(cause)}
              </span>
              <Money value={{ amount: cause.difference, currency }} />
            </dd>
          ))}
        </div>
      ))}
      {event && (
        <div className="min-w-0">
          <dt className="text-fg-3">Nearest event</dt>
          <dd>
            {eventLabel(event.action, event.actorName)}, {formatDay(event.at.slice(0, 10))}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Said({ anomaly }: { anomaly: Anomaly }) {
  const { id, day, verdict, planned } = anomaly;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const judge = useMutation(
    trpc.costs.judgeAnomaly.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.costs.anomalies.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const name = `${anomalyName(anomaly)} on ${formatDay(day)}`;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2">
      {planned !== null && <Badge tone="info">Planned: {planned}</Badge>}
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
  );
}
