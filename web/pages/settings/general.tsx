import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AppearanceCard } from "./appearance-card.tsx";
import { CostCapCard } from "./cost-cap-card.tsx";
import { NameCard } from "./name-card.tsx";
import { TagPolicyCard } from "./tag-policy-card.tsx";

/** Each card saves itself. */
export function General() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.organizations.settings.queryOptions());
  return (
    <Page width="max-w-[784px]">
      <PageHead title="Settings" sub="What the organisation decides for everyone, and how it looks to you." />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <NameCard />
        <QueryState query={settings} skeleton={<Skeleton className="h-64 rounded-lg" />}>
          {(current) => (
            <>
              <TagPolicyCard requiredTags={current.requiredTags} />
              <CostCapCard capUsd={current.costRequestsCapUsd} />
            </>
          )}
        </QueryState>
        <AppearanceCard />
      </div>
    </Page>
  );
}
