import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Progress } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";
import type { Account } from "../accounts/account-status.tsx";

/** The live stream tells of changes; this is the pace when it is down. */
const POLL_MS = 3_000;
const DISCOVERY = "inventory.discover-account";

/** What the first discovery is doing right now. It goes on without this page. */
export function DiscoveryCard({ accounts }: { accounts: Account[] }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const jobs = useQuery(
    trpc.operations.jobs.list.queryOptions(
      { name: DISCOVERY, limit: 1 },
      { refetchInterval: ({ state }) => (isUnderWay(state.data?.items[0]?.state) ? POLL_MS : false) },
    ),
  );
  const summary = useQuery(trpc.inventory.summary.queryOptions());
  const [job] = jobs.data?.items ?? [];
  const underWay = isUnderWay(job?.state);
  const { done, total } = { done: job?.progress?.done ?? 0, total: job?.progress?.total ?? 0 };
  const found = summary.data?.types.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const problem =
    accounts.find((account) => account.problem !== null)?.problem ??
    (job?.state === "failed" ? job.error?.message : null);
  return (
    <Card className="p-5">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">Resource discovery</h2>
        {problem ? (
          <Status tone="bad">Failed</Status>
        ) : underWay ? (
          <Status tone="info" isRunning>
            {total === 0 ? "Starting" : "Running"}
          </Status>
        ) : (
          <Status tone={job ? "ok" : "idle"}>{job ? "Done" : "Not started"}</Status>
        )}
      </div>
      {problem ? (
        <>
          <p role="alert" className="mt-3 rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
            {problem}
          </p>
          <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({ className: "mt-3" })}>
            Look at the account
          </Link>
        </>
      ) : (
        <>
          <div className="mt-4">
            <Progress label="Discovery progress" done={underWay ? done : 1} total={underWay ? total || null : 1} />
          </div>
          <div className="mt-2 flex flex-wrap justify-between gap-x-4 gap-y-1 text-xs text-fg-3">
            <span>
              {plural(found, "resource")} found{underWay && " so far"}
              {underWay && total > 0 ? `, ${formatCount(done)} of ${formatCount(total)} places read` : ""}
            </span>
            <span>{underWay ? "Safe to close this tab." : "It runs again every day."}</span>
          </div>
        </>
      )}
    </Card>
  );
}

const isUnderWay = (state: string | undefined) => state === "queued" || state === "running";
