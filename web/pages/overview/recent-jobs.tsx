import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { JobStatus } from "../jobs/job-status.tsx";
import { describeOutcome, jobSubject } from "../jobs/words.ts";

const SHOWN = 8;

export function RecentJobs() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const jobs = useQuery(trpc.operations.jobs.list.queryOptions({ limit: SHOWN }));
  return (
    <Card className="overflow-hidden">
      <CardHead title="Recent jobs" sub="What the product read and judged for you">
        <Link to="/$org/jobs" params={{ org: slug }} className={buttonLook({ size: "sm" })}>
          All jobs
        </Link>
      </CardHead>
      <QueryState query={jobs} skeleton={<Skeleton className="m-5 h-56" />}>
        {({ items }) => (
          <ScrollRegion label="Recent jobs">
            <table className="w-full text-sm">
              <thead>
                <tr className="border-y border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-(--pad-card)">
                  <th scope="col">Job</th>
                  <th scope="col">Status</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">Started</th>
                </tr>
              </thead>
              <tbody>
                {items.map((job) => (
                  <tr
                    key={job.id}
                    className="border-b border-line last:border-0 hover:bg-hover [&>td]:h-[52px] [&>td]:px-3 [&>td:first-child]:pl-(--pad-card)"
                  >
                    <td className="whitespace-nowrap">
                      <Link
                        to="/$org/jobs"
                        params={{ org: slug }}
                        search={{ id: job.id }}
                        className="font-medium hover:underline"
                      >
                        {job.title}
                      </Link>
                      <div className="text-xs text-fg-3">{jobSubject(job.key)}</div>
                    </td>
                    <td>
                      <JobStatus state={job.state} />
                    </td>
                    <td className="max-w-64 truncate text-fg-2">{describeOutcome(job)}</td>
                    <td className="text-fg-3">
                      <Time at={job.startedAt ?? job.createdAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )}
      </QueryState>
    </Card>
  );
}
