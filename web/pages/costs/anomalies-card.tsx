import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AnomalyRow } from "./anomaly-row.tsx";

const SHOWN = 4;

/** Days that nobody would have foretold, the latest first, and where the money went. */
export function AnomaliesCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const anomalies = useQuery(trpc.costs.anomalies.queryOptions({ limit: SHOWN }));
  return (
    <Card>
      <CardHead title="Anomalies" sub="Days far from what their past foretold, unblended">
        <Link to="/$org/costs/anomalies" params={{ org: slug }} className="text-sm text-accent-fg hover:underline">
          All
        </Link>
      </CardHead>
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
