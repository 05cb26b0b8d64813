import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AsOf } from "../../ui/time.tsx";
import { AccountStatus } from "../accounts/account-status.tsx";

export function AccountsCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  return (
    <Card>
      <CardHead title="AWS accounts" sub="Read-only">
        <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({ size: "sm" })}>
          Manage
        </Link>
      </CardHead>
      <QueryState query={accounts} skeleton={<Skeleton className="mx-5 mb-5 h-12" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-2">None is connected yet.</p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((account) => (
                <li
                  key={account.id}
                  className="flex items-center gap-3 border-t border-line py-2.5 first:border-0 first:pt-1"
                >
                  <div className="min-w-0 flex-1">
                    <div className="truncate text-sm font-medium">{account.name}</div>
                    <div className="text-xs text-fg-3">
                      <AsOf at={account.discoveredAt} what="Discovered" />
                    </div>
                  </div>
                  <AccountStatus account={account} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}
