import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { formatCount, plural } from "../../ui/format.ts";
import { Progress } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";

const SHOWN = 3;
/** The live stream tells of changes; this is the pace when it is down. */
const POLL_MS = 5_000;

/** What is at work right now, with how far it is. Nothing when nothing is. */
export function RunningJobs() {
  const trpc = useTRPC();
  const running = useQuery(
    trpc.operations.jobs.list.queryOptions(
      { state: ["running", "queued"], limit: 100 },
      { refetchInterval: ({ state }) => (state.data?.items.length ? POLL_MS : false) },
    ),
  );
  // Parts of a larger job are counted in its progress; a job that waits for its parts is at work too.
  const jobs =
    running.data?.items.filter(
      ({ parentId, state, progress }) => parentId === null && (state === "running" || progress),
    ) ?? [];
  if (jobs.length === 0) return null;
  return (
    <ul className="mt-4 grid gap-3 lg:grid-cols-3">
      {jobs.slice(0, SHOWN).map(({ id, title, progress }) => (
        <li key={id} className="rounded-lg border border-line bg-surface p-4 shadow-sm">
          <div className="flex items-center justify-between gap-3">
            <h2 className="truncate text-sm font-semibold">{title}</h2>
            <Status tone="info" isRunning>
              Running
            </Status>
          </div>
          <div className="mt-3">
            <Progress label={`Progress of ${title}`} done={progress?.done ?? 0} total={progress?.total ?? null} />
          </div>
          <div className="mt-2 flex justify-between gap-3 text-xs text-fg-3">
            <span className="truncate">{progress?.message ?? "Starting"}</span>
            {progress?.total && (
              <span className="num shrink-0">
                {formatCount(progress.done)} of {formatCount(progress.total)}
              </span>
            )}
          </div>
        </li>
      ))}
      {jobs.length > SHOWN && (
        <li className="self-center text-sm text-fg-3">and {plural(jobs.length - SHOWN, "more job")}</li>
      )}
    </ul>
  );
}
