import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { FilesCard, OutputCard, StepsCard } from "./report.tsx";
import { RUN_STATES } from "./run-words.ts";

const LOOK_MS = 1_500;

/** One run: its steps while they happen, its lines, its files. */
export function TemplateRun() {
  const { id } = useParams({ from: "/$org/templates/runs/$id" });
  const trpc = useTRPC();
  const run = useQuery({
    ...trpc.catalog.templates.getRun.queryOptions({ id }),
    refetchInterval: ({ state }) => (state.data && ["queued", "running"].includes(state.data.state) ? LOOK_MS : false),
  });
  if (run.error && !run.data) return <ErrorState heading="h1" title="This run cannot be shown" error={run.error} />;
  return (
    <Page width="max-w-[960px]">
      <QueryState query={run} skeleton={<Skeleton className="h-96" />}>
        {({ title, state, problem, steps, output, files, answers, startedBy, createdAt }) => (
          <>
            <PageHead
              title={title}
              sub={
                <span className="flex flex-wrap items-center gap-3">
                  <Status tone={RUN_STATES[state].tone} isRunning={state === "running"}>
                    {RUN_STATES[state].word}
                  </Status>
                  started by {startedBy} <Time at={createdAt} />
                </span>
              }
            />
            {problem && <p className="mt-4 rounded-md bg-bad-soft p-3 text-sm text-bad-fg">{problem}</p>}
            <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              <OutputCard output={output} />
              {steps.length > 0 ? (
                <StepsCard steps={steps} title="Steps" />
              ) : (
                <p className="text-sm text-fg-3">It begins in some seconds.</p>
              )}
              <FilesCard files={Object.entries(files ?? {}).map(([path, text]) => ({ path, text }))} />
              <Card>
                <CardHead title="Answers" />
                <div className="px-(--pad-card) pb-(--pad-card)">
                  <Snippet text={JSON.stringify(answers, null, 2)} label="JSON" />
                </div>
              </Card>
            </div>
          </>
        )}
      </QueryState>
    </Page>
  );
}
