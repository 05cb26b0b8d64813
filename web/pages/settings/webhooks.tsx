import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { NewWebhook } from "./new-webhook.tsx";
import { SettingsPage } from "./settings-page.tsx";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";

export type WebhookRow = Outputs["activity"]["webhooks"]["list"]["items"][number];

export function Webhooks() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const reason = whyNot(organization, "maintainer");
  const list = useQuery(trpc.activity.webhooks.list.queryOptions(undefined, { enabled: !reason }));
  const [isMaking, setMaking] = useState(false);
  const make = (
    <Button look="primary" unavailable={reason} onClick={() => setMaking(true)}>
      <Webhook aria-hidden="true" />
      New webhook
    </Button>
  );
  return (
    <SettingsPage
      title="Webhooks"
      sub="What happens here, sent to your servers some seconds later, signed as Standard Webhooks."
      actions={make}
    >
      {reason ? (
        <EmptyState title="Webhooks are not shown to you">{reason}</EmptyState>
      ) : (
        <QueryState query={list} skeleton={<Skeleton className="h-48 rounded-lg" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="Nothing is sent anywhere" action={make}>
                Add the address of a server of yours, and choose what it is told: members, keys, accounts, budgets,
                jobs.
              </EmptyState>
            ) : (
              <Card label="Webhooks">
                <CardHead title="Webhooks" sub={plural(items.length, "address", "addresses")} />
                <ul>
                  {items.map((webhook) => (
                    <Row key={webhook.id} webhook={webhook} />
                  ))}
                </ul>
              </Card>
            )
          }
        </QueryState>
      )}
      {isMaking && <NewWebhook onClose={() => setMaking(false)} />}
    </SettingsPage>
  );
}

function Row({ webhook }: { webhook: WebhookRow }) {
  const { id, url, topics, isEnabled, problem, failingSince, oldSecretUntil } = webhook;
  const [open, setOpen] = useState<"deliveries" | "rotate" | "remove" | null>(null);
  const close = () => setOpen(null);
  const actions = useActions(webhook, close);
  return (
    <li className="border-t border-line px-(--pad-card) py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <span className="break-all">{url}</span>
            {topics.map((topic) => (
              <Badge key={topic} tone="info">
                {topic === "*" ? "everything" : topic}
              </Badge>
            ))}
          </p>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-fg-3">
            <Status tone={isEnabled ? (failingSince ? "warn" : "ok") : "idle"}>
              {isEnabled ? (failingSince ? "Failing" : "Enabled") : "Disabled"}
            </Status>
            {isEnabled && failingSince && (
              <span>
                Nothing arrived since <Time at={failingSince} />
              </span>
            )}
            {problem && <span>{problem}</span>}
            {oldSecretUntil && new Date(oldSecretUntil) > new Date() && (
              <span>
                The old secret signs too until <Time at={oldSecretUntil} />
              </span>
            )}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setOpen("deliveries")}>
            Deliveries
          </Button>
          <Button
            size="sm"
            busy={actions.ping.isPending}
            unavailable={isEnabled ? null : "Enable it first."}
            onClick={() => actions.ping.mutate({ id })}
          >
            Send a test
          </Button>
          <Button size="sm" onClick={() => setOpen("rotate")}>
            New secret
          </Button>
          <Button
            size="sm"
            busy={actions.change.isPending}
            onClick={() => actions.change.mutate({ id, isEnabled: !isEnabled })}
          >
            {isEnabled ? "Disable" : "Enable"}
          </Button>
          <Button size="sm" onClick={() => setOpen("remove")}>
            Remove
          </Button>
        </div>
      </div>
      {open === "deliveries" && <WebhookDeliveries webhook={webhook} onClose={close} />}
      {open === "rotate" && <Rotate webhook={webhook} onClose={close} />}
      {open === "remove" && (
        <Dialog isOpen onClose={close} title="Remove this webhook?">
          <p className="text-base text-fg-2">
            Nothing more is sent to <span className="break-all">{url}</span>, and the log of its deliveries goes.
          </p>
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button look="danger" busy={actions.remove.isPending} onClick={() => actions.remove.mutate({ id })}>
              Remove
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function useActions({ url }: WebhookRow, onRemoved: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const told = (sentence: string | null) => ({
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.activity.webhooks.pathFilter());
      if (sentence) sayDone(sentence);
    },
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  });
  const { webhooks } = trpc.activity;
  const change = useMutation(webhooks.change.mutationOptions(told(null)));
  const ping = useMutation(webhooks.ping.mutationOptions(told("A test is on its way. Deliveries shows how it went.")));
  const removed = told(`${url} was removed.`);
  const remove = useMutation(
    webhooks.remove.mutationOptions({
      ...removed,
      onSuccess: async () => {
        onRemoved();
        await removed.onSuccess();
      },
    }),
  );
  return { change, ping, remove };
}

/** The new secret is shown once. */
function Rotate({ webhook: { id, url }, onClose }: { webhook: WebhookRow; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rotate = useMutation(
    trpc.activity.webhooks.rotate.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.activity.webhooks.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  if (rotate.data)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title="The new secret"
        description="Copy it now: it is not shown again. The old one signs beside it for a day."
      >
        <Snippet label="Secret" text={rotate.data.secret} />
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog isOpen onClose={onClose} title="Make a new secret?">
      <p className="text-base text-fg-2">
        For a day each message to <span className="break-all">{url}</span> carries two signatures, by the old secret and
        by the new one. After that the old one is worth nothing.
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={rotate.isPending} onClick={() => rotate.mutate({ id })}>
          Make a new secret
        </Button>
      </div>
    </Dialog>
  );
}
