import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";

const SHOWN = 10;

/** What runs, by type; each line opens its rows. */
export function TypesCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const summary = useQuery(trpc.inventory.summary.queryOptions());
  const total = summary.data?.types.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <Card>
      <CardHead
        title="What runs"
        sub={
          summary.data
            ? `${plural(total, "resource")} of ${plural(summary.data.types.length, "type")} in ${plural(summary.data.accounts, "AWS account")}`
            : "Resources by type"
        }
      >
        <Link to="/$org/resources/changes" params={{ org: slug }} className={buttonLook({ size: "sm", look: "ghost" })}>
          Changes
        </Link>
        <Link to="/$org/resources" params={{ org: slug }} className={buttonLook({ size: "sm" })}>
          All
          <span className="sr-only"> resources</span>
        </Link>
      </CardHead>
      <QueryState query={summary} skeleton={<Skeleton className="mx-5 mb-5 h-56" />}>
        {({ types }) => {
          if (types.length === 0)
            return (
              <p className="px-(--pad-card) pb-5 text-sm text-fg-2">
                AWS resources appear here once an account is connected.
              </p>
            );
          const most = Math.max(1, ...types.map(({ count }) => count));
          return (
            <ul className="px-2 pb-3">
              {types.slice(0, SHOWN).map(({ type, count }) => (
                <li
                  key={type}
                  className="relative flex items-center gap-3 rounded-md px-3 py-1.5 text-sm hover:bg-hover"
                >
                  <Link
                    to="/$org/resources"
                    params={{ org: slug }}
                    search={{ type: [type] }}
                    className="w-32 truncate after:absolute after:inset-0"
                  >
                    {typeLabel(type)}
                  </Link>
                  <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-active" aria-hidden="true">
                    <span
                      className="block h-full rounded-full bg-accent"
                      style={{ width: `${(count / most) * 100}%` }}
                    />
                  </span>
                  <span className="num w-10 text-right text-fg-2">{formatCount(count)}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryState>
    </Card>
  );
}
