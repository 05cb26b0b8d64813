import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { plural } from "../../ui/format.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Status, type Tone } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import type { WebhookRow } from "./webhooks.tsx";

const SHOWN = 50;
type Delivery = Outputs["activity"]["webhooks"]["deliveries"]["items"][number];
const STATES: Record<Delivery["state"], { tone: Tone; word: string }> = {
  delivered: { tone: "ok", word: "Delivered" },
  waiting: { tone: "info", word: "Waiting" },
  failed: { tone: "bad", word: "Failed" },
};

/** The newest deliveries of one webhook; each can be sent again, with the same id. */
export function WebhookDeliveries({ webhook, onClose }: { webhook: WebhookRow; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const list = useQuery(trpc.activity.webhooks.deliveries.queryOptions({ endpointId: webhook.id, limit: SHOWN }));
  const replay = useMutation(
    trpc.activity.webhooks.replay.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.activity.webhooks.pathFilter());
        sayDone("It is on its way again.");
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title="Deliveries" place="right" width="max-w-[520px]">
      <p className="mb-3 text-sm break-all text-fg-3">{webhook.url}</p>
      <QueryState query={list} skeleton={<Skeleton className="h-48 rounded-lg" />}>
        {({ items, next }) =>
          items.length === 0 ? (
            <p className="text-sm text-fg-2">Nothing was sent yet. Send a test, or change something.</p>
          ) : (
            <>
              <ul>
                {items.map((delivery) => (
                  <li key={delivery.id} className="flex items-start justify-between gap-3 border-t border-line py-3">
                    <div className="min-w-0">
                      <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                        {delivery.topic}
                        <Status tone={STATES[delivery.state].tone}>{STATES[delivery.state].word}</Status>
                      </p>
                      <p className="text-xs text-fg-3">
                        <Time at={delivery.lastAt ?? delivery.createdAt} />, {plural(delivery.attempts, "try", "tries")}
                        {delivery.status !== null && `, HTTP ${delivery.status}`}
                        {delivery.state === "waiting" && delivery.nextAt && (
                          <>
                            , again <Time at={delivery.nextAt} />
                          </>
                        )}
                      </p>
                      {delivery.answer && delivery.state !== "delivered" && (
                        <p className="mt-1 text-xs break-words text-fg-2">{delivery.answer}</p>
                      )}
                    </div>
                    <Button
                      size="sm"
                      aria-label={`Send ${delivery.topic} again`}
                      unavailable={webhook.isEnabled ? null : "Enable the webhook first."}
                      busy={replay.isPending && replay.variables.id === delivery.id}
                      onClick={() => replay.mutate({ id: delivery.id })}
                    >
                      Send again
                    </Button>
                  </li>
                ))}
              </ul>
              {next && <p className="mt-3 text-xs text-fg-3">The newest {SHOWN} are shown.</p>}
            </>
          )
        }
      </QueryState>
    </Dialog>
  );
}
