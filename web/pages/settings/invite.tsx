import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { type Role, useOrganization } from "../../ui/organization.ts";
import { FormError } from "../identity/auth-page.tsx";
import { MailNote, useOptions } from "../identity/mail-note.tsx";
import { RoleSelect } from "./role-select.tsx";

/** The link is shown once: what is stored of it cannot make it again. */
export function Invite({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const { name } = useOrganization();
  const [role, setRole] = useState<Role>("developer");
  const [note, setNote] = useState("");
  const [email, setEmail] = useState("");
  const options = useOptions();
  const invite = useMutation(trpc.organizations.members.invite.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invite.isPending) invite.mutate({ role, note, ...(email && { email }) });
  };
  const problem = invite.error ? explain(invite.error) : null;
  if (invite.data) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title="The invitation's link"
        description={`${invite.variables.email ? `A mail with it goes to ${invite.variables.email}.` : "Send it to one person."} Whoever opens it joins ${name} as ${invite.data.role}. It works once, for seven days, and is not shown again.`}
      >
        {invite.variables.email && (
          <div className="mb-4">
            <MailNote />
          </div>
        )}
        <Snippet label="Invitation link" text={invite.data.link} />
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={`Invite somebody to ${name}`}>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !problem.fields.email && <FormError>{problem.sentence}</FormError>}
        {options && options.mail !== "none" && (
          <TextField
            label="Email"
            type="email"
            hint="The link is mailed there. Empty: you pass it on yourself."
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={problem?.fields.email}
          />
        )}
        <TextField
          label="Note"
          hint="For you and other maintainers, such as a name or a reason. It is not sent."
          maxLength={100}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div>
          <span className="mb-1.5 block text-sm font-medium">Role</span>
          <RoleSelect label="Role" value={role} onChange={setRole} className="w-full" />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={invite.isPending}>
            {email ? "Send the invitation" : "Make a link"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
