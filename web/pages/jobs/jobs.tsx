import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTRPC } from "../../api.ts";
import { JOB_STATES } from "../../search.ts";
import { buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatDuration } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Time } from "../../ui/time.tsx";
import { JobPanel } from "./job-panel.tsx";
import { JOB_STATE, type Job, JobStatus } from "./job-status.tsx";
import { RunningJobs } from "./running-jobs.tsx";
import { Schedules } from "./schedules.tsx";
import { describeOutcome, jobSubject } from "./words.ts";

const PAGE_SIZE = 100;

export function Jobs() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/jobs" });
  const navigate = useNavigate();
  const setId = (id: string | undefined) =>
    void navigate({ to: "/$org/jobs", params: { org: slug }, search: { ...search, id } });
  const list = useInfiniteQuery(
    trpc.operations.jobs.list.infiniteQueryOptions(
      { state: search.state, name: search.name, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const counts = list.data?.pages[0]?.counts ?? {};
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Jobs"
            sub="Work that runs outside of requests: what is running, what ran, what comes next."
          />
          <RunningJobs />
          <Schedules />
          <StateTabs counts={counts} current={search.state} />
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          return rows.length > 0 ? (
            <DataTable
              label="Jobs"
              columns={COLUMNS}
              rows={rows}
              total={null}
              onOpen={({ id }) => setId(id)}
              openId={search.id}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          ) : search.state ? (
            <EmptyState
              title="No job is in this state"
              action={
                <Link to="/$org/jobs" params={{ org: slug }} className={buttonLook({})}>
                  Show all jobs
                </Link>
              }
            >
              Look at all of them instead.
            </EmptyState>
          ) : (
            <EmptyState
              title="No jobs yet"
              action={
                <Link to="/$org/onboarding" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                  Connect an AWS account
                </Link>
              }
            >
              Connecting an AWS account starts the first one.
            </EmptyState>
          );
        }}
      </QueryState>
      {search.id && <JobPanel id={search.id} onClose={() => setId(undefined)} />}
    </FullPage>
  );
}

function StateTabs({ counts, current }: { counts: Record<string, number>; current: Job["state"][] | undefined }) {
  const { slug } = useOrganization();
  const tabs = [null, ...JOB_STATES.filter((state) => (counts[state] ?? 0) > 0 || current?.includes(state))];
  return (
    <nav aria-label="States" className="mt-3 overflow-x-auto scrollbar-none">
      <ul className="flex gap-5 text-sm">
        {tabs.map((state) => {
          const isCurrent = state ? current?.length === 1 && current[0] === state : !current?.length;
          return (
            <li key={state ?? "all"}>
              <Link
                to="/$org/jobs"
                params={{ org: slug }}
                search={{ state: state ? [state] : undefined }}
                aria-current={isCurrent ? "true" : undefined}
                className={`flex h-9 items-center gap-1.5 border-b-2 whitespace-nowrap ${isCurrent ? "border-accent font-medium" : "border-transparent text-fg-2 hover:text-fg"}`}
              >
                {state ? JOB_STATE[state].word : "All jobs"}
                {state && <span className="num text-2xs text-fg-3">{counts[state]}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

const COLUMNS: readonly Column<Job>[] = [
  { id: "name", header: "Job", width: "minmax(160px,1fr)", cell: ({ title }) => title },
  {
    id: "subject",
    header: "Of",
    width: "minmax(140px,1fr)",
    cell: ({ key }) => <span className="text-fg-2">{jobSubject(key)}</span>,
  },
  { id: "state", header: "Status", width: "120px", cell: ({ state }) => <JobStatus state={state} /> },
  {
    id: "outcome",
    header: "Outcome",
    width: "minmax(240px,2fr)",
    cell: (job) => <span className="text-fg-2">{describeOutcome(job)}</span>,
  },
  {
    id: "attempts",
    header: "Attempts",
    width: "80px",
    cell: ({ attempts, attemptsMax }) => (
      <span className="num text-fg-2">
        {attempts} of {attemptsMax}
      </span>
    ),
  },
  {
    id: "started",
    header: "Started",
    width: "130px",
    cell: ({ startedAt }) => <span className="text-fg-3">{startedAt ? <Time at={startedAt} /> : "–"}</span>,
  },
  {
    id: "duration",
    header: "Duration",
    width: "90px",
    align: "right",
    cell: ({ startedAt, finishedAt }) =>
      startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : "–",
  },
];
