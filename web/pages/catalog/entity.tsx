import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { explain, useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { EntityScorecards } from "../scorecards/entity-scorecards.tsx";
import { BlastRadius } from "./blast-radius.tsx";
import { EntityActivity } from "./entity-activity.tsx";
import { EntityCosts, EntityFindings } from "./entity-figures.tsx";
import { EntityFacts, EntityLinks, EntityRelations } from "./entity-parts.tsx";
import type { EntityDetail } from "./relations.ts";

const ApiDefinition = lazy(() =>
  import("./definition/api-definition.tsx").then((file) => ({ default: file.ApiDefinition })),
);

const EntityDocs = lazy(() => import("./entity-docs.tsx").then((file) => ({ default: file.EntityDocs })));

/** What runs something in the cloud, or owns what does. */
const RUNNING = ["Component", "Resource", "System", "Domain", "Group", "Environment"];
const hasResources = ({ kind }: EntityDetail) => RUNNING.includes(kind);

/** Everything that is known of one entity, on one screen. */
export function EntityPage() {
  const { kind, namespace, name } = useParams({ from: "/$org/catalog/$kind/$namespace/$name" });
  const { entity, docs, costs, findings, scorecards } = useEntity(`${kind}:${namespace}/${name}`);
  const definition = entity.data?.kind === "API" ? entity.data.entity.spec?.definition : undefined;
  if (entity.error && !entity.data)
    return <ErrorState heading="h1" title="This entity cannot be shown" error={entity.error} />;
  return (
    <Page>
      <QueryState query={entity} skeleton={<EntitySkeleton />}>
        {(data) => (
          <>
            <PageHead
              title={data.title}
              sub={
                <span className="flex flex-wrap items-center gap-2">
                  <Badge>{data.kind}</Badge>
                  {data.type && <Code>{data.type}</Code>}
                  {data.lifecycle}
                </span>
              }
            />
            {data.entity.metadata.description !== undefined && (
              <p className="mt-2 max-w-prose text-base text-fg-2">{String(data.entity.metadata.description)}</p>
            )}
            {data.orphanedAt && <Orphan entity={data} />}
            {data.otherClaims.length > 0 && (
              <p className="mt-4 rounded-md bg-warn-soft p-3 text-sm text-warn-fg">
                The same AWS resource is claimed by {data.otherClaims.map(({ title }) => title).join(", ")} too. Only
                one of them can be right.
              </p>
            )}
            <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)] xl:grid-rows-[auto_1fr]">
              {/* Who owns it and who is called come first, also on a telephone. */}
              <Card className="p-(--pad-card) xl:col-start-2">
                <EntityFacts entity={data} />
              </Card>
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) xl:col-start-1 xl:row-span-2 xl:row-start-1">
                {hasResources(data) && (
                  <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) lg:grid-cols-2">
                    <QueryState query={costs} skeleton={<Skeleton className="h-44" />}>
                      {(value) => <EntityCosts costs={value} />}
                    </QueryState>
                    <QueryState query={findings} skeleton={<Skeleton className="h-44" />}>
                      {(value) => <EntityFindings findings={value} entity={data.ref} />}
                    </QueryState>
                  </div>
                )}
                {typeof definition === "string" && (
                  <Suspense fallback={<Skeleton className="h-64" />}>
                    <ApiDefinition type={data.type ?? ""} text={definition} />
                  </Suspense>
                )}
                {docs.data?.page && (
                  <Suspense fallback={<Skeleton className="h-64" />}>
                    <EntityDocs entityRef={data.ref} />
                  </Suspense>
                )}
                <Card>
                  <CardHead title="Relations" sub="What it declares, and what others declare of it" />
                  <EntityRelations entity={data} />
                </Card>
                <BlastRadius entityRef={`${kind}:${namespace}/${name}`} title={data.title} />
                {data.arn && <AwsResource entity={data} />}
                <Card>
                  <CardHead title="As declared" sub={data.file ? `${data.file}, line ${data.line}` : undefined} />
                  <div className="px-(--pad-card) pb-(--pad-card)">
                    <Snippet text={data.yaml} label="YAML" heightMax="max-h-[480px]" />
                  </div>
                </Card>
              </div>
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) xl:col-start-2">
                <EntityLinks entity={data} />
                <QueryState query={scorecards} skeleton={<Skeleton className="h-32" />}>
                  {(value) => <EntityScorecards standings={value} />}
                </QueryState>
                <EntityActivity entityRef={data.ref} activity={data.activity} />
              </div>
            </div>
          </>
        )}
      </QueryState>
    </Page>
  );
}

/** All that the page asks, asked at once: one batch, one request. */
function useEntity(ref: string) {
  const trpc = useTRPC();
  // The blast radius is read by its own card, from the same cache.
  useQuery(trpc.catalog.blastRadius.queryOptions({ ref, way: "both" }));
  return {
    entity: useQuery(trpc.catalog.get.queryOptions({ ref })),
    docs: useQuery(trpc.catalog.docs.queryOptions({ ref })),
    costs: useQuery(trpc.costs.ofEntity.queryOptions({ ref })),
    scorecards: useQuery(trpc.findings.scorecards.ofEntity.queryOptions({ ref })),
    findings: useQuery(trpc.findings.ofEntity.queryOptions({ ref })),
  };
}

function Orphan({ entity: { ref, file, orphanedAt } }: { entity: EntityDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const remove = useMutation(
    trpc.catalog.remove.mutationOptions({
      onSuccess: async () => {
        void navigate({ to: "/$org/catalog", params: { org: organization.slug } });
        await queries.invalidateQueries(trpc.catalog.list.pathFilter());
        sayDone(`${ref} was removed.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3 rounded-md bg-warn-soft p-3 text-sm text-warn-fg">
      <span className="min-w-0 flex-1">
        {file ?? "Its file"} no longer lists it
        {orphanedAt && (
          <>
            {" "}
            (since <Time at={orphanedAt} />)
          </>
        )}
        . It stays until someone removes it or the file lists it again.
      </span>
      <Button
        look="danger"
        busy={remove.isPending}
        unavailable={whyNot(organization, "developer")}
        onClick={() => remove.mutate({ ref })}
      >
        Remove
      </Button>
    </div>
  );
}

/** The discovered resource behind an entity that names its ARN. */
function AwsResource({ entity: { arn, resource } }: { entity: EntityDetail }) {
  const { slug } = useOrganization();
  return (
    <Card>
      <CardHead title="AWS resource" sub={arn} />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {resource ? (
          <p className="flex flex-wrap items-center gap-3">
            <Link
              to="/$org/resources/$id"
              params={{ org: slug, id: resource.id }}
              className="text-accent-fg hover:underline"
            >
              {resource.name}
            </Link>
            <Code title={resource.type}>{typeLabel(resource.type)}</Code>
            <span className="text-fg-3">{resource.region}</span>
            {resource.vanishedAt && <Badge tone="warn">Vanished</Badge>}
            {resource.estimatedMonthlyCost !== null && resource.currency && (
              <span className="text-fg-2">
                <Money value={{ amount: resource.estimatedMonthlyCost, currency: resource.currency }} /> a month, list
                price
              </span>
            )}
          </p>
        ) : (
          <p className="text-fg-3">No connected account has shown it yet. It appears here when it is discovered.</p>
        )}
      </div>
    </Card>
  );
}

function EntitySkeleton() {
  return (
    <>
      <Skeleton className="h-7 w-64" />
      <div className="mt-6 grid gap-4 xl:grid-cols-[2fr_1fr]">
        <Skeleton className="h-80" />
        <Skeleton className="h-80" />
      </div>
    </>
  );
}
