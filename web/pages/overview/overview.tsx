import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { AsOf } from "../../ui/time.tsx";
import { AccountsCard } from "./accounts-card.tsx";
import { AttentionCard } from "./attention-card.tsx";
import { CostCard } from "./cost-card.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { RecentJobs } from "./recent-jobs.tsx";
import { TypesCard } from "./types-card.tsx";

/** What exists today on one screen: each card reads for itself, so that one that fails leaves the others. */
export function Overview() {
  const trpc = useTRPC();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const costs = useQuery(trpc.costs.summary.queryOptions({ metric: "unblended" }));
  if (accounts.data?.items.length === 0) return <NothingConnected />;
  return (
    <Page>
      <PageHead
        title="Overview"
        sub={<>All accounts. {costs.data && <AsOf at={costs.data.syncedAt} what="Costs synced" />}</>}
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <KeyFigures />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
          <CostCard />
          <AttentionCard />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
          <RecentJobs />
          <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-(--gap-card)">
            <AccountsCard />
            <TypesCard />
          </div>
        </div>
      </div>
    </Page>
  );
}

function NothingConnected() {
  const { slug } = useOrganization();
  return (
    <Page>
      <PageHead title="Overview" />
      <div className="mt-16">
        <EmptyState
          title="Nothing to show yet"
          action={
            <Link to="/$org/onboarding" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
              Connect an AWS account
            </Link>
          }
        >
          Connect an AWS account, or the sample account with one click. Resources, costs and findings appear here within
          a minute.
        </EmptyState>
      </div>
    </Page>
  );
}
