import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { NewApiKey } from "./new-api-key.tsx";
import { SettingsPage } from "./settings-page.tsx";

export function ApiKeys() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const reason = whyNot(organization, "developer");
  const keys = useQuery(trpc.organizations.apiKeys.list.queryOptions(undefined, { enabled: !reason }));
  const [isMaking, setMaking] = useState(false);
  const make = (
    <Button look="primary" unavailable={reason} onClick={() => setMaking(true)}>
      <KeyRound aria-hidden="true" />
      New API key
    </Button>
  );
  return (
    <SettingsPage
      title="API keys"
      sub="For programs. A key can do no more than its role and scopes allow, and ends with its maker's membership."
      actions={make}
    >
      {reason ? (
        <EmptyState title="API keys are not shown to you">{reason}</EmptyState>
      ) : (
        <QueryState query={keys} skeleton={<Skeleton className="h-48 rounded-lg" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="No API key is in use" action={make}>
                Make one for a pipeline or a script, and send it as <Code>Authorization: Bearer</Code> or{" "}
                <Code>X-API-Key</Code>.
              </EmptyState>
            ) : (
              <Card label="API keys">
                <CardHead title="API keys" sub={plural(items.length, "key")} />
                <ul>
                  {items.map((key) => (
                    <KeyRow key={key.id} apiKey={key} />
                  ))}
                </ul>
              </Card>
            )
          }
        </QueryState>
      )}
      {isMaking && <NewApiKey onClose={() => setMaking(false)} />}
    </SettingsPage>
  );
}

type ApiKey = Outputs["organizations"]["apiKeys"]["list"]["items"][number];

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { name, ending, role, scopes, networks, createdBy, expiresAt, lastUsedAt } = apiKey;
  const [isRevoking, setRevoking] = useState(false);
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="truncate">{name}</span>
          <Code>dc_live_…{ending}</Code>
          <Badge>{role}</Badge>
          {scopes.map((scope) => (
            <Badge key={scope} tone="info">
              {scope}
            </Badge>
          ))}
        </p>
        <p className="text-xs text-fg-3">
          Made by {createdBy}, expires <Time at={expiresAt} />,{" "}
          {lastUsedAt ? (
            <>
              last used <Time at={lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
          {networks.length > 0 && `, only from ${networks.join(", ")}`}
        </p>
      </div>
      <Button size="sm" onClick={() => setRevoking(true)}>
        Revoke
      </Button>
      {isRevoking && <Revoke apiKey={apiKey} onClose={() => setRevoking(false)} />}
    </li>
  );
}

function Revoke({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.organizations.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.apiKeys.pathFilter());
        sayDone(`${name} was revoked.`);
        onClose();
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title={`Revoke ${name}?`}>
      <p className="text-base text-fg-2">Whatever uses it is refused from the next call on. This cannot be undone.</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate({ id })}>
          Revoke
        </Button>
      </div>
    </Dialog>
  );
}
