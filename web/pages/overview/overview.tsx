import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { AsOf } from "../../ui/time.tsx";
import { AccountsCard } from "./accounts-card.tsx";
import { CostCard } from "./cost-card.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { TeamsCard } from "./teams-card.tsx";
import { TodayCard } from "./today-card.tsx";
import { TypesCard } from "./types-card.tsx";

/** What exists today on one screen: each card reads for itself, so that one that fails leaves the others. */
export function Overview() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const costs = useQuery(trpc.costs.summary.queryOptions({ metric: "pay" }));
  const isWithoutAws = accounts.data?.items.length === 0;
  const catalog = useQuery(trpc.catalog.list.queryOptions({ limit: 1 }, { enabled: isWithoutAws }));
  const imports = useQuery(trpc.costs.imports.list.queryOptions(undefined, { enabled: isWithoutAws }));
  if (isWithoutAws && catalog.data?.total === 0 && imports.data?.items.length === 0) return <NothingConnected />;
  return (
    <Page>
      <PageHead
        title="Overview"
        sub={
          isWithoutAws ? (
            "No AWS account is connected: this is what your files tell."
          ) : (
            <>All accounts. {costs.data && <AsOf at={costs.data.syncedAt} what="Costs synced" />}</>
          )
        }
        actions={
          isWithoutAws && (
            <Link to="/$org/onboarding" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
              Connect an AWS account
            </Link>
          )
        }
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <KeyFigures />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
          <CostCard />
          <TodayCard />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
          <TeamsCard />
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
              Set up
            </Link>
          }
        >
          Connect an AWS account, or begin with a catalog file or a cost export. Resources, costs and what is worth
          doing first appear here within a minute.
        </EmptyState>
      </div>
    </Page>
  );
}
