import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AccountCard } from "./account-card.tsx";
import { Connect } from "./connect.tsx";

export function Accounts() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const { role } = useSearch({ from: "/$org/accounts" });
  const navigate = useNavigate();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const [isConnecting, setConnecting] = useState(false);
  const close = () => {
    setConnecting(false);
    void navigate({ to: "/$org/accounts", params: { org: organization.slug }, search: {} });
  };
  const connect = (
    <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setConnecting(true)}>
      <Plus aria-hidden="true" />
      Connect an account
    </Button>
  );
  return (
    <Page width="max-w-[960px]">
      <PageHead
        title="AWS accounts"
        sub="Read-only access. Nothing in your accounts is ever changed."
        actions={connect}
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <QueryState query={accounts} skeleton={<Skeleton className="h-40 rounded-lg" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="No account is connected" action={connect}>
                Connect one by a read-only role, by access keys, or look around with the sample account first.
              </EmptyState>
            ) : (
              items
                // Members are on the page of their organisation.
                .filter(({ managementId }) => managementId === null)
                .map((account) => <AccountCard key={account.id} account={account} />)
            )
          }
        </QueryState>
      </div>
      <Dialog
        isOpen={isConnecting || role !== undefined}
        onClose={close}
        title={role ? "Finish connecting by role" : "Connect an AWS account"}
        width="max-w-[640px]"
      >
        <Connect pendingRoleId={role} onConnected={close} />
      </Dialog>
    </Page>
  );
}
