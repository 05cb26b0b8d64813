import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, RotateCw } from "lucide-react";
import { explain, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { AsOf } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { LevelBar, Score } from "./level-bar.tsx";

/** What is asked of services, and how far they are. */
export function Scorecards() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const list = useQuery(trpc.findings.scorecards.list.queryOptions());
  return (
    <Page>
      <PageHead
        title="Scorecards"
        sub="What is asked of services, level by level; judged each hour"
        actions={
          <>
            <JudgeButton />
            <Link to="/$org/scorecards/new" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
              <Plus aria-hidden="true" />
              New scorecard
            </Link>
          </>
        }
      />
      <QueryState query={list} skeleton={<Skeleton className="mt-5 h-64" />}>
        {({ items }) => (
          <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) lg:grid-cols-2">
            {items.map((card) => (
              <Card key={card.slug} className="p-(--pad-card)" as="article">
                <div className="flex items-start justify-between gap-4">
                  <div className="min-w-0">
                    <h2 className="text-lg font-semibold">
                      <Link
                        to="/$org/scorecards/$slug"
                        params={{ org: slug, slug: card.slug }}
                        className="hover:underline"
                      >
                        {card.title}
                      </Link>
                    </h2>
                    {card.description && <p className="mt-0.5 text-sm text-fg-2">{card.description}</p>}
                  </div>
                  <div className="shrink-0 text-right text-xl font-semibold">
                    <Score score={card.score} />
                  </div>
                </div>
                <div className="mt-4">
                  <LevelBar byLevel={card.byLevel} />
                </div>
                <div className="mt-3 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-3 text-xs text-fg-3">
                  <span className="flex flex-wrap items-center gap-2">
                    {card.isBuiltIn && <Badge>Built in</Badge>}
                    {plural(card.judged, "entity", "entities")} · {plural(card.rules.length, "rule")} ·{" "}
                    <AsOf at={card.judgedAt} what="Judged" />
                  </span>
                  <Spark values={card.history.flatMap(({ score }) => (score === null ? [] : [score]))} />
                </div>
              </Card>
            ))}
          </div>
        )}
      </QueryState>
    </Page>
  );
}

export function JudgeButton() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const judge = useMutation(
    trpc.findings.scorecards.judge.mutationOptions({
      onSuccess: async () => {
        sayDone("Judging has begun; the figures follow in some seconds.");
        await queries.invalidateQueries(trpc.operations.jobs.pathFilter());
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Button busy={judge.isPending} unavailable={whyNot(organization, "developer")} onClick={() => judge.mutate()}>
      <RotateCw aria-hidden="true" />
      Judge now
    </Button>
  );
}
