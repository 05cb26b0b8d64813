import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { TextField } from "../field.tsx";

export function NewOrganization({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const create = useMutation(
    account.organizations.create.mutationOptions({
      onSuccess: async ({ slug }) => {
        await queryClient.invalidateQueries(account.identity.me.queryFilter());
        onClose();
        await navigate({ to: "/$org/onboarding", params: { org: slug } });
      },
    }),
  );
  const problem = create.error ? explain(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New organisation"
      description="With its own accounts, members and settings."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={problem ? (problem.fields.name ?? problem.sentence) : undefined}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Create organisation
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
