import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Radar, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { isConnected } from "../../ui/shell/setup.ts";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { type Account, AccountStatus } from "./account-status.tsx";
import { Coverage } from "./coverage.tsx";
import { AddOrganization, Members } from "./organization-link.tsx";
import { PolicyChange } from "./policy-change.tsx";
import { RemoveAccount } from "./remove-account.tsx";

const WAY = { sample: "Sample account", role: "By role and ExternalId", keys: "By access keys" };
const wayOf = ({ kind, isByToken }: Account) => (isByToken ? "By signed identity" : WAY[kind]);

export function AccountCard({ account }: { account: Account }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const { id, name, kind, awsAccountId, status, problem, checkedAt, discoveredAt, resources, regions, unread } =
    account;
  const lacks = account.lacks ?? 0;
  const [shown, setShown] = useState<"coverage" | "policy" | "remove" | null>(null);
  const isUnfinished = !isConnected(account);
  const discover = useMutation(
    trpc.inventory.accounts.discover.mutationOptions({
      onSuccess: () => sayDone(`Discovery of ${name} has started. Pages fill in while it runs.`),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Card as="article" label={name} className="p-(--pad-card)">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            <span className="break-words">{name}</span>
            {kind === "sample" && <Badge tone="info">Sample data</Badge>}
          </h2>
          <p className="mt-0.5 text-sm text-fg-3">
            {wayOf(account)}
            {awsAccountId && (
              <>
                {" · "}
                <span className="font-mono text-xs">{awsAccountId}</span>
              </>
            )}
          </p>
        </div>
        {isUnfinished ? <Badge tone="warn">Role's ARN is missing</Badge> : <AccountStatus account={account} />}
      </div>
      {problem && (
        <p role="status" className="mt-3 rounded-sm bg-bad-soft px-3 py-2 text-sm break-words text-bad-fg">
          {problem}
        </p>
      )}
      {lacks > 0 && (
        <div className="mt-3 flex flex-wrap items-center justify-between gap-2 rounded-sm bg-warn-soft px-3 py-2 text-sm text-warn-fg">
          <span>
            Its policy is older than what is read today: {plural(lacks, "action is", "actions are")} missing, and what
            they read is unknown.
          </span>
          <Button size="sm" onClick={() => setShown("policy")}>
            See what to add
          </Button>
        </div>
      )}
      {account.scope === "organization" && <Members account={account} />}
      <dl className="mt-4 grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Figure name="Resources">{formatCount(resources)}</Figure>
        <Figure name="Regions read">{formatCount(regions)}</Figure>
        <Figure name="Could not be read">{unread > 0 ? plural(unread, "place") : "Nothing"}</Figure>
        <Figure name="Last discovered">
          {discoveredAt ? <Time at={discoveredAt} /> : "Not yet"}
          {status === "failing" && checkedAt && (
            <span className="block text-xs font-normal text-fg-3">
              tried <Time at={checkedAt} />
            </span>
          )}
        </Figure>
      </dl>
      <div className="mt-4 flex flex-wrap gap-2 border-t border-line pt-4">
        {isUnfinished ? (
          <Link
            to="/$org/accounts"
            params={{ org: organization.slug }}
            search={{ role: id }}
            className={buttonLook({ look: "primary" })}
          >
            Finish connecting
          </Link>
        ) : (
          <>
            <Button
              unavailable={whyNot(organization, "developer")}
              busy={discover.isPending}
              onClick={() => discover.mutate({ id })}
            >
              <Radar aria-hidden="true" />
              Discover now
            </Button>
            <Button look="ghost" onClick={() => setShown("coverage")}>
              What was read
            </Button>
            {kind === "role" && account.scope === "account" && <AddOrganization account={account} />}
            {kind === "role" && status === "failing" && (
              <Link
                to="/$org/accounts"
                params={{ org: organization.slug }}
                search={{ role: id }}
                className={buttonLook({ look: "ghost" })}
              >
                Correct the role
              </Link>
            )}
          </>
        )}
        <span className="flex-1" />
        <Button look="ghost" unavailable={whyNot(organization, "maintainer")} onClick={() => setShown("remove")}>
          <Trash2 aria-hidden="true" />
          Remove
        </Button>
      </div>
      {shown === "coverage" && <Coverage account={account} onClose={() => setShown(null)} />}
      {shown === "policy" && <PolicyChange account={account} onClose={() => setShown(null)} />}
      {shown === "remove" && <RemoveAccount account={account} onClose={() => setShown(null)} />}
    </Card>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-fg-3">{name}</dt>
      <dd className="num mt-0.5 text-sm font-medium">{children}</dd>
    </div>
  );
}
