import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatCount, formatMoney, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Dot, type Tone } from "../../ui/status.tsx";
import { countOpen, worstRules } from "../findings/summary.ts";

const SHOWN = 5;

/** The worst rules that fail, and the largest saving: where to begin today. */
export function AttentionCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const summary = useQuery(trpc.findings.summary.queryOptions());
  const open = summary.data ? countOpen(summary.data) : 0;
  return (
    <Card className="flex flex-col">
      <CardHead title="Needs attention" sub="Most severe first">
        {open > 0 && <Badge tone="bad">{formatCount(open)} open</Badge>}
      </CardHead>
      <div className="flex-1">
        <QueryState query={summary} skeleton={<AttentionSkeleton />}>
          {({ rules }) =>
            rules.length === 0 ? (
              <p className="grid h-56 place-items-center px-8 text-center text-base text-fg-2">
                Nothing is open. What fails a rule appears here.
              </p>
            ) : (
              <ul className="px-2 pb-2">
                {worstRules(rules)
                  .slice(0, SHOWN)
                  .map(({ ruleId, title, severity, tone, count }) => (
                    <Attention key={ruleId} tone={tone} note={`${severity}, ${plural(count, "resource")}`}>
                      <Link
                        to="/$org/findings"
                        params={{ org: slug }}
                        search={{ rule: [ruleId] }}
                        className="after:absolute after:inset-0"
                      >
                        {title}
                      </Link>
                    </Attention>
                  ))}
                <LargestSaving />
              </ul>
            )
          }
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

function LargestSaving() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const savings = useQuery(trpc.findings.list.queryOptions({ pack: "savings", limit: 1 }));
  const [largest] = savings.data?.items ?? [];
  if (!largest?.savingMonthly || !largest.currency) return null;
  const { id, title, savingMonthly: amount, currency, resource } = largest;
  return (
    <Attention tone="info" note={`${title}, ${resource.name}`}>
      <Link to="/$org/savings" params={{ org: slug }} search={{ id }} className="after:absolute after:inset-0">
        Save {formatMoney({ amount, currency }, "whole")} a month
      </Link>
    </Attention>
  );
}

function Attention({ tone, note, children }: { tone: Tone; note: string; children: ReactNode }) {
  return (
    <li className="relative flex items-start gap-3 rounded-md px-3 py-2.5 hover:bg-hover">
      <span className="mt-1">
        <Dot tone={tone} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="text-sm font-medium">{children}</div>
        <div className="mt-0.5 truncate text-xs text-fg-3">{note}</div>
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
