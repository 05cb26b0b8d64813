import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Claims } from "./claims.tsx";
import { ResourceHistory } from "./history.tsx";
import { RelationsCard } from "./relations-card.tsx";
import { Facts, OpenFindings, Tags, Unread } from "./resource-parts.tsx";

/** Everything that is known of one resource. */
export function Resource() {
  const { id } = useParams({ from: "/$org/resources/$id" });
  const trpc = useTRPC();
  const resource = useQuery(trpc.inventory.resources.get.queryOptions({ id }));
  if (resource.error && !resource.data) {
    return (
      <Page>
        <title>Resource · DevControl</title>
        <ErrorState
          heading="h1"
          title="This resource cannot be shown"
          error={resource.error}
          retry={() => void resource.refetch()}
          isRetrying={resource.isFetching}
        />
      </Page>
    );
  }
  return (
    <Page>
      <QueryState query={resource} skeleton={<ResourceSkeleton />}>
        {(data) => (
          <>
            <PageHead
              title={data.name}
              sub={
                <span className="flex flex-wrap items-center gap-2">
                  <Code title={data.type}>{typeLabel(data.type)}</Code> {data.region} · {data.accountName}
                </span>
              }
            />
            <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
                <Unread resource={data} />
                <Card className="p-(--pad-card)">
                  <OpenFindings resourceId={id} />
                </Card>
                <RelationsCard resource={data} />
                <ResourceHistory id={id} />
                <Card>
                  <CardHead title="Configuration" sub="As AWS answered, without secrets" />
                  <div className="px-(--pad-card) pb-(--pad-card)">
                    <Snippet
                      text={JSON.stringify(data.config, null, 2)}
                      label="Configuration as JSON"
                      heightMax="max-h-[480px]"
                    />
                  </div>
                </Card>
              </div>
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
                <Card className="p-(--pad-card)">
                  <Facts resource={data} />
                </Card>
                <Card className="p-(--pad-card)">
                  <Claims arn={data.arn} />
                </Card>
                <Card className="p-(--pad-card)">
                  <Tags resource={data} />
                </Card>
              </div>
            </div>
          </>
        )}
      </QueryState>
    </Page>
  );
}

function ResourceSkeleton() {
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
