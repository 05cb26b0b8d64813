import { useMutation, useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount, formatDuration, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { Fact } from "../resources/resource-parts.tsx";
import { JobStatus } from "./job-status.tsx";
import { describeOutcome, jobSubject } from "./words.ts";

type Detail = Outputs["operations"]["jobs"]["get"];

export function JobPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC();
  const job = useQuery(trpc.operations.jobs.get.queryOptions({ id }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={job.data ? job.data.title : "Job"}
      description={job.data && jobSubject(job.data.key)}
      place="right"
      width="max-w-[480px]"
    >
      <QueryState query={job} skeleton={<Skeleton className="h-64" />}>
        {(data) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <Body job={data} />
            <Parts parts={data.children} />
            <RunAgain job={data} />
          </div>
        )}
      </QueryState>
    </Dialog>
  );
}

function Body({ job }: { job: Detail }) {
  const { state, attempts, attemptsMax, progress, outcome, error, createdAt, startedAt, finishedAt, dueAt } = job;
  return (
    <>
      {state === "running" && (
        <div>
          <Progress label="Progress" done={progress?.done ?? 0} total={progress?.total ?? null} />
          <p className="mt-2 text-xs text-fg-3">{progress?.message ?? "Starting"}</p>
        </div>
      )}
      {error && (
        <div className="rounded-md bg-bad-soft p-3 text-sm text-bad-fg">
          <strong className="font-semibold">{state === "failed" ? "Failed" : "The last attempt failed"}</strong>{" "}
          <Time at={error.at} />
          <p className="mt-1">{error.message}</p>
        </div>
      )}
      <dl className="text-sm">
        <Fact name="Status">
          <JobStatus state={state} />
        </Fact>
        <Fact name="Attempts">
          {attempts} of {attemptsMax}
        </Fact>
        <Fact name="Asked for">
          <Time at={createdAt} />
        </Fact>
        {state === "queued" && (
          <Fact name="Due">
            <Time at={dueAt} />
          </Fact>
        )}
        {startedAt && (
          <Fact name="Started">
            <Time at={startedAt} />
          </Fact>
        )}
        {startedAt && finishedAt && (
          <Fact name="Duration">{formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}</Fact>
        )}
        {progress?.total && (
          <Fact name="Progress">
            {formatCount(progress.done)} of {formatCount(progress.total)}
          </Fact>
        )}
      </dl>
      {outcome && <Snippet text={JSON.stringify(outcome, null, 2)} label="Outcome" />}
    </>
  );
}

function Parts({ parts }: { parts: Detail["children"] }) {
  if (parts.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{plural(parts.length, "part")}</h3>
      <ul>
        {parts.map((part) => (
          <li key={part.id} className="border-b border-line py-2 text-sm last:border-0">
            <div className="flex items-center justify-between gap-3">
              <span className="min-w-0 truncate">{jobSubject(part.key) || part.title}</span>
              <JobStatus state={part.state} />
            </div>
            <p className="truncate text-xs text-fg-3">{describeOutcome(part)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunAgain({ job: { id, state } }: { job: Detail }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const retry = useMutation(
    trpc.operations.jobs.retry.mutationOptions({
      onSuccess: () => sayDone("The job is queued again."),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  if (state !== "failed") return null;
  return (
    <Button
      look="primary"
      className="justify-self-start"
      unavailable={whyNot(organization, "developer")}
      busy={retry.isPending}
      onClick={() => retry.mutate({ id })}
    >
      <RotateCw aria-hidden="true" />
      Run again
    </Button>
  );
}
