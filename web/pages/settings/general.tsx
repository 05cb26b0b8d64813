import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AccountOwnersCard } from "./account-owners-card.tsx";
import { AddressCard } from "./address-card.tsx";
import { CostCapCard } from "./cost-cap-card.tsx";
import { NameCard } from "./name-card.tsx";
import { SettingsPage } from "./settings-page.tsx";
import { SpendRateCard } from "./spend-rate-card.tsx";
import { TagPolicyCard } from "./tag-policy-card.tsx";

/** Each card saves itself. */
export function General() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.organizations.settings.queryOptions());
  const address = useQuery(trpc.organizations.address.queryOptions());
  return (
    <SettingsPage title="Settings" sub="What the organisation decides for everyone.">
      <NameCard />
      <QueryState query={address} skeleton={<Skeleton className="h-48 rounded-lg" />}>
        {(current) => <AddressCard address={current} />}
      </QueryState>
      <QueryState query={settings} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {(current) => (
          <>
            <TagPolicyCard requiredTags={current.requiredTags} tagRules={current.tagRules} />
            <AccountOwnersCard owners={current.accountOwners} />
            <CostCapCard capUsd={current.costRequestsCapUsd} />
            <SpendRateCard limitUsd={current.spendRateUsd} />
          </>
        )}
      </QueryState>
    </SettingsPage>
  );
}
