import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Outputs, useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { EntityLink } from "../catalog/entity-link.tsx";
import { refParams } from "../catalog/filters.ts";
import { RUN_STATES } from "./run-words.ts";

type Runs = Outputs["catalog"]["templates"]["list"]["runs"];

/** What people may make by themselves. */
export function Templates() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const list = useQuery(trpc.catalog.templates.list.queryOptions());
  return (
    <Page>
      <PageHead title="Templates" sub="Forms that make something: files, catalog entries, a first commit" />
      <QueryState query={list} skeleton={<Skeleton className="mt-5 h-64" />}>
        {({ items, runs }) =>
          items.length === 0 ? (
            <EmptyState
              title="There is no template yet"
              action={
                <Link to="/$org/catalog/import" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                  Import a template
                </Link>
              }
            >
              Import a template.yaml of Backstage's scaffolder (v1beta3) as it is. Its files may lie in it, under
              spec.skeletons.
            </EmptyState>
          ) : (
            <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) md:grid-cols-2 xl:grid-cols-3">
                {items.map(({ ref, title, description, type, ownerRef, steps, unsupported, problem }) => (
                  <Card key={ref} as="article" className="flex flex-col p-(--pad-card)">
                    <h2 className="text-lg font-semibold">
                      <Link
                        to="/$org/templates/$namespace/$name"
                        params={{ org: slug, ...refParams(ref) }}
                        className="hover:underline"
                      >
                        {title}
                      </Link>
                    </h2>
                    <p className="mt-1 flex-1 text-sm text-fg-2">{description ?? "No description."}</p>
                    <p className="mt-3 flex flex-wrap items-center gap-2 text-xs text-fg-3">
                      {type && <Code>{type}</Code>}
                      {plural(steps.length, "step")}
                      {ownerRef && <EntityLink to={ownerRef} title={ownerRef.split("/").at(-1) ?? ownerRef} />}
                      {problem ? (
                        <Badge tone="bad">{problem}</Badge>
                      ) : (
                        unsupported.length > 0 && <Badge tone="warn">Dry run only</Badge>
                      )}
                    </p>
                  </Card>
                ))}
              </div>
              <RunsCard runs={runs} />
            </div>
          )
        }
      </QueryState>
    </Page>
  );
}

export function RunsCard({ runs }: { runs: Runs }) {
  const { slug } = useOrganization();
  return (
    <Card>
      <CardHead title="Runs" sub="The latest" />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {runs.length === 0 && <p className="text-fg-2">Nothing was run yet.</p>}
        <ul>
          {runs.map(({ id, title, state, startedBy, createdAt }) => (
            <li key={id} className="flex min-h-10 flex-wrap items-center gap-x-4 border-t border-line py-1.5">
              <Link
                to="/$org/templates/runs/$id"
                params={{ org: slug, id }}
                className="min-w-0 flex-1 truncate text-accent-fg hover:underline"
              >
                {title}
              </Link>
              <Status tone={RUN_STATES[state].tone} isRunning={state === "running"}>
                {RUN_STATES[state].word}
              </Status>
              <span className="text-xs text-fg-3">
                {startedBy} · <Time at={createdAt} />
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
