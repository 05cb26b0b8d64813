import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";

export function DeleteAccountCard({ email }: { email: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Card label="Delete your account">
      <div className="flex flex-wrap items-start justify-between gap-4 p-(--pad-card)">
        <div className="min-w-0 max-w-[56ch]">
          <h2 className="text-lg font-semibold">Delete your account</h2>
          <p className="mt-1 text-sm text-fg-2">
            You leave every organisation, and your sessions and API keys end at once. What you did stays in their logs
            under your name, because those cannot be changed. This cannot be undone.
          </p>
        </div>
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete your account
        </Button>
      </div>
      {isAsking && <Confirm email={email} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function Confirm({ email, onClose }: { email: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const remove = useMutation(
    account.identity.deleteAccount.mutationOptions({
      onSuccess: async () => {
        await navigate({ to: "/" });
        queryClient.clear();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!remove.isPending) remove.mutate({ email: typed, password });
  };
  const problem = remove.error ? explain(remove.error) : null;
  const isSaid = problem?.fields.email !== undefined || problem?.fields.password !== undefined;
  return (
    <Dialog isOpen onClose={onClose} title="Delete your account?" description="At once, and for good.">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !isSaid && <FormError>{problem.sentence}</FormError>}
        <TextField
          label={`Type ${email} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={problem?.fields.email}
        />
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={problem?.fields.password}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger"
            busy={remove.isPending}
            unavailable={typed.trim().toLowerCase() === email ? null : "Type your address first."}
          >
            Delete for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
