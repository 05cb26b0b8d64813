import { useMutation, useQuery } from "@tanstack/react-query";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { plural } from "../../ui/format.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";

type Removable = { id: string; name: string; kind: "sample" | "role" | "keys" };

/** What goes is counted before anybody decides. */
export function RemoveAccount({ account: { id, name, kind }, onClose }: { account: Removable; onClose: () => void }) {
  const trpc = useTRPC();
  const removal = useQuery(trpc.inventory.accounts.removal.queryOptions({ id }));
  const remove = useMutation(
    trpc.inventory.accounts.remove.mutationOptions({
      onSuccess: () => {
        sayDone(`${name} was removed.`);
        onClose();
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title={`Remove ${name}?`}>
      <QueryState query={removal} skeleton={<Skeleton className="h-32" />}>
        {({ members, resources, findings, costsFrom }) => (
          <>
            <p className="text-base text-fg-2">Deleted here, for good:</p>
            <ul className="mt-2 list-disc space-y-1 pl-5 text-base text-fg-2">
              {members > 0 && <li>{plural(members, "member account")} connected through it</li>}
              <li>{plural(resources, "resource")}, with their history</li>
              <li>{plural(findings, "verdict")} of rules on them</li>
              {costsFrom && <li>Costs since {costsFrom}</li>}
            </ul>
            <p className="mt-3 text-base text-fg-2">
              The audit log keeps that it was here. Nothing in AWS is touched.
              {kind !== "sample" &&
                " The role or keys stay in your account: delete them there if you no longer need them."}
            </p>
            <div className="mt-5 flex justify-end gap-2">
              <Button onClick={onClose}>Keep it</Button>
              <Button
                look="danger"
                busy={remove.isPending}
                onClick={() => remove.mutate({ id, withMembers: members > 0 })}
              >
                {members > 0 ? `Remove all ${members + 1} accounts` : "Remove the account"}
              </Button>
            </div>
          </>
        )}
      </QueryState>
    </Dialog>
  );
}
