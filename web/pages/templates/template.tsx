import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { type Answers, FieldInput, isAsked } from "./field-input.tsx";
import { FilesCard, OutputCard, StepsCard } from "./report.tsx";
import { RunsCard } from "./templates.tsx";

type Template = Outputs["catalog"]["templates"]["get"];

/** A template's form, what it would make, and the run. */
export function TemplatePage() {
  const { namespace, name } = useParams({ from: "/$org/templates/$namespace/$name" });
  const trpc = useTRPC();
  const template = useQuery(trpc.catalog.templates.get.queryOptions({ ref: `template:${namespace}/${name}` }));
  if (template.error && !template.data)
    return <ErrorState heading="h1" title="This template cannot be shown" error={template.error} />;
  return (
    <Page>
      <QueryState query={template} skeleton={<Skeleton className="h-96" />}>
        {(data) => <Form template={data} />}
      </QueryState>
    </Page>
  );
}

function Form({ template }: { template: Template }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const { ref, title, description, pages, steps, unsupported, runs } = template;
  const [answers, setAnswers] = useState<Answers>(() =>
    Object.fromEntries(
      pages.flatMap(({ fields }) =>
        fields.flatMap(({ name, initial }) => (initial === null || initial === undefined ? [] : [[name, initial]])),
      ),
    ),
  );
  const failed = { onError: (error: unknown) => sayFailed(explain(error).sentence) };
  const dryRun = useMutation(trpc.catalog.templates.dryRun.mutationOptions(failed));
  const run = useMutation(
    trpc.catalog.templates.run.mutationOptions({
      ...failed,
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.catalog.templates.pathFilter());
        void navigate({ to: "/$org/templates/runs/$id", params: { org: organization.slug, id } });
      },
    }),
  );
  const error = run.error ?? dryRun.error;
  const problems = error ? explain(error).fields : {};
  const input = { ref, answers };
  return (
    <>
      <PageHead title={title} sub={description ?? undefined} />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <form
          className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)"
          onSubmit={(event) => {
            event.preventDefault();
            dryRun.mutate(input);
          }}
        >
          {pages.map((page) => (
            <Card key={page.title}>
              <CardHead title={page.title} sub={page.description ?? undefined} />
              <div className="grid gap-4 px-(--pad-card) pb-(--pad-card)">
                {page.fields
                  .filter((field) => isAsked(field, answers))
                  .map((field) => (
                    <FieldInput
                      key={`${field.name} ${JSON.stringify(field.when)}`}
                      field={field}
                      value={answers[field.name]}
                      error={problems[field.name]}
                      onChange={(value) => setAnswers((before) => ({ ...before, [field.name]: value }))}
                    />
                  ))}
                {page.fields.length === 0 && <p className="text-sm text-fg-3">There is nothing to answer here.</p>}
              </div>
            </Card>
          ))}
          {unsupported.length > 0 && (
            <p className="rounded-md bg-warn-soft p-3 text-sm text-warn-fg">
              It cannot run here yet: {[...new Set(unsupported.map(({ action }) => action))].join(", ")} is not known. A
              dry run shows the rest.
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" busy={dryRun.isPending}>
              Dry run
            </Button>
            <Button
              look="primary"
              busy={run.isPending}
              unavailable={
                unsupported.length > 0 ? "Some of its steps are not known here." : whyNot(organization, "developer")
              }
              onClick={() => run.mutate(input)}
            >
              Run
            </Button>
          </div>
        </form>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)" aria-live="polite">
          {dryRun.data ? (
            <>
              <StepsCard steps={dryRun.data.steps} title="Dry run" />
              <FilesCard files={dryRun.data.files} />
              <OutputCard output={dryRun.data.output} />
            </>
          ) : (
            <Card>
              <CardHead title="Steps" sub="What it will do, in this order" />
              <ol className="px-(--pad-card) pb-(--pad-card) text-sm">
                {steps.map(({ id, name, action, isSupported }) => (
                  <li key={id} className="flex min-h-9 flex-wrap items-center gap-x-3 border-t border-line py-1.5">
                    <span className="min-w-0 flex-1">{name}</span>
                    <Code>{action}</Code>
                    {isSupported ? <Status tone="ok">Known</Status> : <Badge tone="warn">Not known here</Badge>}
                  </li>
                ))}
              </ol>
            </Card>
          )}
          <RunsCard runs={runs} />
        </div>
      </div>
    </>
  );
}
