import { useMutation, useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { Invite } from "./invite.tsx";
import { MemberRow } from "./member-row.tsx";
import { SettingsPage } from "./settings-page.tsx";

export function Members() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const members = useQuery(trpc.organizations.members.list.queryOptions());
  const [isInviting, setInviting] = useState(false);
  return (
    <SettingsPage
      title="Members"
      sub="Who may see and change what is here. A change of role holds from the next click on."
      actions={
        <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setInviting(true)}>
          <UserPlus aria-hidden="true" />
          Invite
        </Button>
      }
    >
      <QueryState query={members} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {({ items, invitations }) => (
          <>
            <Card label="Members">
              <CardHead title="Members" sub={plural(items.length, "member")} />
              <ul>
                {items.map((member) => (
                  <MemberRow key={member.id} member={member} />
                ))}
              </ul>
            </Card>
            {!whyNot(organization, "maintainer") && (
              <Card label="Open invitations">
                <CardHead title="Open invitations" sub="A link works once, for seven days." />
                {invitations.length === 0 ? (
                  <EmptyState title="No invitation is open">
                    Invite somebody, and it is listed here until it is used, withdrawn or expired.
                  </EmptyState>
                ) : (
                  <ul>
                    {invitations.map((invitation) => (
                      <InvitationRow key={invitation.id} invitation={invitation} />
                    ))}
                  </ul>
                )}
              </Card>
            )}
          </>
        )}
      </QueryState>
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

type Invitation = Outputs["organizations"]["members"]["list"]["invitations"][number];

function InvitationRow({ invitation: { id, role, note, email, invitedBy, expiresAt } }: { invitation: Invitation }) {
  const trpc = useTRPC();
  const withdraw = useMutation(
    trpc.organizations.members.withdraw.mutationOptions({
      onSuccess: () => sayDone("The invitation was withdrawn. Its link opens nothing any more."),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3">
      <div className="min-w-0">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{email ?? (note || "Whoever has the link")}</span>
          <Badge>{role}</Badge>
        </p>
        <p className="text-xs text-fg-3">
          {email && note && `${note} · `}Invited by {invitedBy ?? "somebody who has left"}, expires{" "}
          <Time at={expiresAt} />
        </p>
      </div>
      <Button size="sm" busy={withdraw.isPending} onClick={() => withdraw.mutate({ id })}>
        Withdraw
      </Button>
    </li>
  );
}
