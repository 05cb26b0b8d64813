import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Radar, Trash2 } from "lucide-react";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { Places } from "./coverage.tsx";
import { type Member, MemberStatus, memberNote } from "./member-status.tsx";
import { RemoveAccount } from "./remove-account.tsx";

/** One member: how its connection is, what was read of it, and the ways to try or end it. */
export function MemberPanel({ member, onClose }: { member: Member; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [isRemoving, setRemoving] = useState(false);
  const { name, awsAccountId, connectionId, status, joinedAt, checkedAt } = member;
  const note = memberNote(member);
  const isOwn = connectionId !== null && status !== "management";
  const discover = useMutation(
    trpc.inventory.accounts.discover.mutationOptions({
      onSuccess: () => sayDone(`${name} is being read.`),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const removed = () => {
    setRemoving(false);
    void queries.invalidateQueries(trpc.inventory.pathFilter());
  };
  return (
    <Dialog isOpen onClose={onClose} title={name} description={awsAccountId} place="right" width="max-w-[560px]">
      <MemberStatus member={member} />
      {note && <p className="mt-2 text-sm break-words text-fg-2">{note}</p>}
      <p className="mt-2 text-xs text-fg-3">
        {joinedAt && (
          <>
            Joined the organisation <Time at={joinedAt} />.{" "}
          </>
        )}
        {checkedAt && (
          <>
            Tried <Time at={checkedAt} />.
          </>
        )}
      </p>
      {isOwn && (
        <div className="mt-4 flex flex-wrap gap-2 border-b border-line pb-4">
          <Button
            unavailable={whyNot(organization, "developer")}
            busy={discover.isPending}
            onClick={() => discover.mutate({ id: connectionId })}
          >
            <Radar aria-hidden="true" />
            {status === "connected" ? "Discover now" : "Try now"}
          </Button>
          <Button look="ghost" unavailable={whyNot(organization, "maintainer")} onClick={() => setRemoving(true)}>
            <Trash2 aria-hidden="true" />
            Disconnect
          </Button>
        </div>
      )}
      {connectionId && (
        <div className="mt-3">
          <Places id={connectionId} />
        </div>
      )}
      {isRemoving && connectionId && (
        <RemoveAccount account={{ id: connectionId, name, kind: "role" }} onClose={removed} />
      )}
    </Dialog>
  );
}
