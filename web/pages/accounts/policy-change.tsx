import { useMutation, useQuery } from "@tanstack/react-query";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import type { Account } from "./account-status.tsx";
import { RoleTemplate } from "./role-template.tsx";

/** What its policy lacks by what was handed out, and the new one to apply. */
export function PolicyChange({ account: { id, name, kind }, onClose }: { account: Account; onClose: () => void }) {
  const trpc = useTRPC();
  const reason = whyNot(useOrganization(), "maintainer");
  const policy = useQuery(trpc.inventory.accounts.policyChange.queryOptions({ id }));
  const role = useQuery(trpc.inventory.accounts.role.queryOptions({ id }, { enabled: kind === "role" && !reason }));
  const confirm = useMutation(
    trpc.inventory.accounts.confirmPolicy.mutationOptions({
      onSuccess: () => {
        sayDone(`${name} is read again with its new policy.`);
        onClose();
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="What the policy needs today"
      description={`${name}: compared with the policy that was handed out last.`}
      width="max-w-[640px]"
    >
      <QueryState query={policy} skeleton={<Skeleton className="h-72" />}>
        {({ change, documents }) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            {change ? (
              <>
                <Actions title="To add" sign="+" actions={change.added} none="Nothing: the policy has all it needs." />
                {change.removed.length > 0 && (
                  <Actions title="No longer needed" sign="−" actions={change.removed} none="" />
                )}
              </>
            ) : (
              <p className="text-base text-fg-2">
                This account was connected before policies were kept, so what it lacks is not known. Apply the newest
                one to be sure.
              </p>
            )}
            {role.data ? (
              <RoleTemplate template={role.data.template} terraform={role.data.terraform} isUpdate />
            ) : (
              documents.map((document, index) => (
                <Snippet
                  key={JSON.stringify(document).slice(0, 200)}
                  text={JSON.stringify(document, null, 2)}
                  label={documents.length === 1 ? "IAM policy" : `IAM policy ${index + 1} of ${documents.length}`}
                  heightMax="max-h-48"
                />
              ))
            )}
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={onClose}>Later</Button>
              <Button
                look="primary"
                unavailable={reason}
                busy={confirm.isPending}
                onClick={() => confirm.mutate({ id })}
              >
                I have applied it
              </Button>
            </div>
          </div>
        )}
      </QueryState>
    </Dialog>
  );
}

function Actions({ title, sign, actions, none }: { title: string; sign: string; actions: string[]; none: string }) {
  return (
    <section>
      <h3 className="text-sm font-medium">
        {title} {actions.length > 0 && <span className="text-fg-3">{plural(actions.length, "action")}</span>}
      </h3>
      {actions.length === 0 ? (
        <p className="mt-1 text-sm text-fg-2">{none}</p>
      ) : (
        <ul className="mt-1 grid gap-x-4 font-mono text-xs text-fg-2 sm:grid-cols-2">
          {actions.map((action) => (
            <li key={action} className="break-all">
              {sign} {action}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
