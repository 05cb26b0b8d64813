import { useMutation } from "@tanstack/react-query";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import type { Account } from "./account-status.tsx";

export function RemoveAccount({ account: { id, name, kind }, onClose }: { account: Account; onClose: () => void }) {
  const trpc = useTRPC();
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
      <p className="text-base text-fg-2">
        Its resources and findings are deleted here, and nothing in AWS is touched.
        {kind !== "sample" && " The role or keys stay in your account: delete them there if you no longer need them."}{" "}
        You can connect it again at any time.
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate({ id })}>
          Remove the account
        </Button>
      </div>
    </Dialog>
  );
}
