import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { download } from "../../ui/download.ts";
import { CheckField } from "../../ui/field.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { sayFailed } from "../../ui/toast.ts";

type Management = Outputs["inventory"]["members"]["list"]["management"];

/** What makes the same role in every member account, and keeps making it in new ones. */
export function StackSet({
  management: { id, connectsMembers },
  onClose,
}: {
  management: Management;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const stackSet = useQuery(trpc.inventory.members.stackSet.queryOptions({ managementId: id }));
  const automatic = useMutation(
    trpc.inventory.members.setAutomatic.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.inventory.members.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title="Make the role in every member account" width="max-w-[680px]">
      <QueryState query={stackSet} skeleton={<Skeleton className="h-80" />}>
        {({ roleName, file, template, commands, update }) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <ol className="list-decimal space-y-1 pl-5 text-base text-fg-2">
              <li>
                Download the template. It makes one read-only role, {<Code>{roleName}</Code>}, and no user or key.
              </li>
              <li>
                In the management account, run the commands where the file is. New accounts get the role by themselves.
              </li>
              <li>
                Choose the accounts here and connect them. Those that the stack set has not reached are tried each hour.
              </li>
            </ol>
            <Button className="justify-self-start" onClick={() => download(file, template, "text/yaml")}>
              <Download aria-hidden="true" />
              Download {file}
            </Button>
            <Snippet text={commands} label="AWS CLI, in the management account" heightMax="max-h-56" />
            <Snippet text={update} label="Later, when the policy has grown" heightMax="max-h-32" />
            <CheckField
              label="Connect new accounts by themselves"
              hint="An account that joins the organisation is connected on the day it is noticed."
              checked={connectsMembers}
              disabled={automatic.isPending}
              onChange={(event) => automatic.mutate({ managementId: id, connectsMembers: event.target.checked })}
            />
          </div>
        )}
      </QueryState>
    </Dialog>
  );
}
