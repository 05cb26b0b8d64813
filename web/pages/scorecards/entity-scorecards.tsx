import { Link } from "@tanstack/react-router";
import type { Outputs } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Badge, Status, type Tone } from "../../ui/status.tsx";

type Standings = Outputs["findings"]["scorecards"]["ofEntity"];
const TONE: Record<"PASS" | "FAIL" | "UNKNOWN", Tone> = { PASS: "ok", FAIL: "bad", UNKNOWN: "idle" };

/** How an entity stands with each scorecard that is about it, and what is missing for the next level. */
export function EntityScorecards({ standings: { items } }: { standings: Standings }) {
  const { slug } = useOrganization();
  if (items.length === 0) return null;
  return (
    <Card label="Scorecards">
      <CardHead title="Scorecards" />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {items.map(({ slug: card, title, level, levels, passed, total, rules }) => (
          <details key={card} className="border-t border-line">
            <summary className="flex min-h-10 cursor-pointer items-center gap-3 py-1.5 hover:bg-hover">
              <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
              <span className="num text-xs text-fg-3">
                {passed} of {total}
              </span>
              {level === null ? <Badge>No level</Badge> : <Badge tone="ok">{levels[level]}</Badge>}
            </summary>
            <ul className="pb-2">
              {rules.map(({ id, title: rule, level: of, remedy, status = "UNKNOWN", because = [] }) => (
                <li key={id} className="py-1.5 pl-3">
                  <span className="flex items-center justify-between gap-3">
                    <Status tone={TONE[status]}>
                      <span className="whitespace-normal">{rule}</span>
                    </Status>
                    <span className="shrink-0 text-xs text-fg-3">{levels[of]}</span>
                  </span>
                  {status !== "PASS" && (
                    <span className="block pl-5 text-xs text-fg-3">
                      {because.join("; ")}
                      {remedy && status === "FAIL" && <span className="block text-fg-2">{remedy}</span>}
                    </span>
                  )}
                </li>
              ))}
              <li className="py-1 pl-3">
                <Link
                  to="/$org/scorecards/$slug"
                  params={{ org: slug, slug: card }}
                  className="text-xs text-accent-fg hover:underline"
                >
                  Everybody on this scorecard
                </Link>
              </li>
            </ul>
          </details>
        ))}
      </div>
    </Card>
  );
}
