import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { account, explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { mayGive, useOrganization, whyNot } from "../../ui/organization.ts";
import { Avatar } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { RoleSelect } from "./role-select.tsx";

export type Member = Outputs["organizations"]["members"]["list"]["items"][number];
type Step = "remove" | "leave" | "transfer";

export function MemberRow({ member }: { member: Member }) {
  const { id, name, email, role, lastSignInAt, isYou } = member;
  const trpc = useTRPC();
  const organization = useOrganization();
  const [step, setStep] = useState<Step | null>(null);
  const change = useMutation(
    trpc.organizations.members.changeRole.mutationOptions({
      onSuccess: (changed) => sayDone(`${name} is ${changed.role} now.`),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const reason =
    whyNot(organization, "maintainer") ??
    (mayGive(organization.role, role) ? null : `Only an owner changes an owner's role.`);
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3">
      <div className="flex min-w-0 items-center gap-3">
        <Avatar name={name} size={32} />
        <div className="min-w-0">
          <p className="flex items-center gap-2 text-sm font-medium">
            <span className="truncate">{name}</span>
            {isYou && <Badge tone="info">You</Badge>}
          </p>
          <p className="truncate text-xs text-fg-3">
            {email ?? (isYou ? "Guest of the demo" : "Of the demo, cannot sign in")} ·{" "}
            {lastSignInAt ? (
              <>
                signed in <Time at={lastSignInAt} />
              </>
            ) : (
              "no sign-in recorded"
            )}
          </p>
        </div>
      </div>
      <div className="flex items-center gap-2">
        <RoleSelect
          label={`Role of ${name}`}
          value={role}
          disabled={reason !== null || change.isPending}
          title={reason ?? undefined}
          onChange={(wanted) => change.mutate({ userId: id, role: wanted })}
        />
        <Menu
          align="end"
          label={`Actions for ${name}`}
          trigger={
            <IconButton label={`Actions for ${name}`} size="icon-sm">
              <Ellipsis aria-hidden="true" />
            </IconButton>
          }
        >
          {isYou ? (
            <MenuItem unavailable={whyNot(organization, "viewer")} onSelect={() => setStep("leave")}>
              Leave the organisation
            </MenuItem>
          ) : (
            <>
              <MenuItem unavailable={whyNot(organization, "owner")} onSelect={() => setStep("transfer")}>
                Transfer ownership
              </MenuItem>
              <MenuItem unavailable={reason} onSelect={() => setStep("remove")}>
                Remove
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      {step && <Confirm step={step} member={member} onClose={() => setStep(null)} />}
    </li>
  );
}

/** What cannot be taken back by oneself is said before it is done. */
function Confirm({ step, member: { id, name }, onClose }: { step: Step; member: Member; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const done = (sentence: string) => () => {
    sayDone(sentence);
    onClose();
  };
  const { members } = trpc.organizations;
  const remove = useMutation(members.remove.mutationOptions({ onSuccess: done(`${name} was removed.`), onError }));
  const transfer = useMutation(
    members.transfer.mutationOptions({ onSuccess: done(`${name} is an owner now, and you are maintainer.`), onError }),
  );
  const leave = useMutation(
    members.leave.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(account.identity.me.queryFilter());
        await navigate({ to: "/" });
      },
      onError,
    }),
  );
  const words = {
    remove: {
      title: `Remove ${name}?`,
      text: `${name} loses access at once. What they made stays. To let them in again, invite them.`,
      verb: "Remove",
      busy: remove.isPending,
      run: () => remove.mutate({ userId: id }),
    },
    transfer: {
      title: `Make ${name} an owner and step down?`,
      text: `${name} becomes an owner of ${organization.name}, you become maintainer. Only an owner can undo this.`,
      verb: "Transfer ownership",
      busy: transfer.isPending,
      run: () => transfer.mutate({ userId: id }),
    },
    leave: {
      title: `Leave ${organization.name}?`,
      text: "You lose access at once. To come back, somebody must invite you.",
      verb: "Leave",
      busy: leave.isPending,
      run: () => leave.mutate(),
    },
  }[step];
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="text-base text-fg-2">{words.text}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={words.busy} onClick={words.run}>
          {words.verb}
        </Button>
      </div>
    </Dialog>
  );
}
