import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";
import { nameFrom } from "./team-name.ts";

export function NewTeam({ onClose, onMade }: { onClose: () => void; onMade: (ref: string) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const [ownName, setOwnName] = useState<string | null>(null);
  const [description, setDescription] = useState("");
  const name = ownName ?? nameFrom(title);
  const create = useMutation(
    trpc.organizations.teams.create.mutationOptions({
      onSuccess: async ({ ref }) => {
        await queries.invalidateQueries(trpc.organizations.teams.pathFilter());
        onMade(ref);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate({ title, name, description });
  };
  const problem = create.error ? explain(create.error) : null;
  const isSaid = problem && Object.keys(problem.fields).length > 0;
  return (
    <Dialog isOpen onClose={onClose} title="New team" description="A group of the catalogue, made here.">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !isSaid && <FormError>{problem.sentence}</FormError>}
        <TextField
          label="Name"
          required
          maxLength={60}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          error={problem?.fields.title}
        />
        <TextField
          label="Reference"
          required
          maxLength={63}
          value={name}
          onChange={(event) => setOwnName(event.target.value)}
          hint={`How catalogue files name it as an owner: ${name || "payments"}`}
          error={problem?.fields.name}
        />
        <TextField
          label="What it does"
          maxLength={300}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          error={problem?.fields.description}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Make the team
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
