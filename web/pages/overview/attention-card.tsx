import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Outputs, useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatMoney } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Dot, SEVERITY_TONE } from "../../ui/status.tsx";
import { countOpen } from "../findings/summary.ts";

const SHOWN = 5;
type Finding = Outputs["findings"]["list"]["items"][number];

/** The worst that is open, and the largest saving: where to begin today. */
export function AttentionCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const findings = useQuery(trpc.findings.list.queryOptions({ pack: "compliance", limit: SHOWN - 1 }));
  const savings = useQuery(trpc.findings.list.queryOptions({ pack: "savings", limit: 1 }));
  const summary = useQuery(trpc.findings.summary.queryOptions());
  const open = summary.data ? countOpen(summary.data) : 0;
  return (
    <Card className="flex flex-col">
      <CardHead title="Needs attention" sub="The most severe open findings and the largest saving">
        {open > 0 && <Badge tone="bad">{open} open</Badge>}
      </CardHead>
      <div className="flex-1">
        <QueryState query={findings} skeleton={<AttentionSkeleton />}>
          {({ items }) => {
            const rows = [...items, ...(savings.data?.items ?? [])];
            return rows.length === 0 ? (
              <p className="grid h-56 place-items-center px-8 text-center text-base text-fg-2">
                Nothing is open. What fails a rule appears here.
              </p>
            ) : (
              <ul className="px-2 pb-2">
                {rows.map((finding) => (
                  <Attention key={finding.id} finding={finding} />
                ))}
              </ul>
            );
          }}
        </QueryState>
      </div>
      <div className="border-t border-line px-(--pad-card) py-2.5">
        <Link
          to="/$org/findings"
          params={{ org: slug }}
          className={buttonLook({ look: "ghost", size: "sm", className: "-ml-2" })}
        >
          All findings
        </Link>
      </div>
    </Card>
  );
}

function Attention({
  finding: { id, pack, severity, title, savingMonthly, currency, resource },
}: {
  finding: Finding;
}) {
  const { slug } = useOrganization();
  const isSaving = pack === "savings";
  return (
    <li className="relative flex items-start gap-3 rounded-md px-3 py-2.5 hover:bg-hover">
      <span className="mt-1">
        <Dot tone={isSaving ? "info" : SEVERITY_TONE[severity]} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="text-sm font-medium">
          <Link
            to={isSaving ? "/$org/savings" : "/$org/findings"}
            params={{ org: slug }}
            search={{ id }}
            className="after:absolute after:inset-0"
          >
            {isSaving && savingMonthly && currency
              ? `Save ${formatMoney({ amount: savingMonthly, currency }, "whole")} a month: ${title}`
              : title}
          </Link>
        </div>
        <div className="mt-0.5 truncate text-xs text-fg-3">
          {isSaving ? "Largest saving" : severity[0]?.toUpperCase() + severity.slice(1)} · {resource.name} ·{" "}
          {resource.region}
        </div>
      </div>
    </li>
  );
}

function AttentionSkeleton() {
  return (
    <div className="space-y-5 px-5 py-3">
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row}>
          <Skeleton className="h-4 w-64" />
          <Skeleton className="mt-1.5 h-3 w-40" />
        </div>
      ))}
    </div>
  );
}
