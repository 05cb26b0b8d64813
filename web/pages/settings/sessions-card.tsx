import { useMutation, useQuery } from "@tanstack/react-query";
import { account, explain, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { deviceOf } from "./device.ts";
import { placeOf } from "./place.ts";

export function SessionsCard() {
  const sessions = useQuery(account.identity.sessions.list.queryOptions());
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const refresh = () => queryClient.invalidateQueries(account.identity.sessions.list.queryFilter());
  const end = useMutation(
    account.identity.sessions.end.mutationOptions({
      onSuccess: async () => {
        await refresh();
        sayDone("That session has ended. Its window is signed out.");
      },
      onError,
    }),
  );
  const endOthers = useMutation(
    account.identity.sessions.endOthers.mutationOptions({
      onSuccess: async ({ ended }) => {
        await refresh();
        sayDone(`${ended} other ${ended === 1 ? "session has" : "sessions have"} ended.`);
      },
      onError,
    }),
  );
  const others = sessions.data?.items.filter(({ isThis }) => !isThis).length ?? 0;
  return (
    <Card label="Sessions">
      <CardHead
        title="Sessions"
        sub="Where you are signed in. One that you do not know: end it and change your password."
      >
        <Button
          size="sm"
          busy={endOthers.isPending}
          unavailable={others === 0 ? "There is no other session." : null}
          onClick={() => endOthers.mutate()}
        >
          End all others
        </Button>
      </CardHead>
      <QueryState query={sessions} skeleton={<Skeleton className="m-(--pad-card) h-24 rounded-md" />}>
        {({ items }) => (
          <ul>
            {items.map(({ id, userAgent, ip, country, createdAt, expiresAt, isThis }) => (
              <li
                key={id}
                className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3"
              >
                <div className="min-w-0">
                  <p className="flex items-center gap-2 text-sm font-medium">
                    {deviceOf(userAgent)}
                    {isThis && <Badge tone="ok">This one</Badge>}
                  </p>
                  <p className="text-xs text-fg-3">
                    {placeOf({ ip, country })} · signed in <Time at={createdAt} /> · ends <Time at={expiresAt} />
                  </p>
                </div>
                {!isThis && (
                  <Button size="sm" busy={end.isPending && end.variables.id === id} onClick={() => end.mutate({ id })}>
                    End
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </QueryState>
    </Card>
  );
}
