import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";

/** The token is checked before it is kept, and never shown again; the webhook's secret is shown once. */
export function ConnectGitHub({ login: known, onClose }: { login?: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [form, setForm] = useState({ login: known ?? "", token: "" });
  const connect = useMutation(
    trpc.catalog.github.connect.mutationOptions({
      onSuccess: ({ secret }) => {
        void queries.invalidateQueries(trpc.catalog.pathFilter());
        if (!secret) onClose();
      },
    }),
  );
  if (connect.data?.secret)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`${form.login} is connected`}
        description="Its repositories are being read. One thing is left, so that a push is seen within seconds instead of an hour."
      >
        <WebhookSetup login={form.login} id={connect.data.id} secret={connect.data.secret} onDone={onClose} />
      </Dialog>
    );
  const problem = connect.error ? explain(connect.error) : null;
  const hasFields = Object.keys(problem?.fields ?? {}).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!connect.isPending) connect.mutate(form);
  };
  return (
    <Dialog isOpen onClose={onClose} title={known ? `A new token for ${known}` : "Connect a GitHub organisation"}>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !hasFields && <FormError>{problem.sentence}</FormError>}
        <TextField
          label="Organisation"
          hint="As in github.com/<name>."
          required
          autoComplete="off"
          spellCheck={false}
          readOnly={known !== undefined}
          placeholder="acme"
          value={form.login}
          onChange={(event) => setForm({ ...form, login: event.target.value })}
          error={problem?.fields.login}
        />
        <TextField
          label="Token"
          hint="A fine-grained token of the organisation for all repositories: Metadata and Contents to read; Contents and Pull requests to write, if DevControl may propose files. It is sealed, and never shown again."
          type="password"
          required
          autoComplete="off"
          placeholder="github_pat_…"
          value={form.token}
          onChange={(event) => setForm({ ...form, token: event.target.value })}
          error={problem?.fields.token}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={connect.isPending}>
            {known ? "Replace the token" : "Connect and read"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Setup = { login: string; id: string; secret: string; onDone: () => void };

export function WebhookSetup({ login, id, secret, onDone }: Setup) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="text-base text-fg-2">
        On GitHub, open{" "}
        <a
          href={`https://github.com/organizations/${login}/settings/hooks/new`}
          target="_blank"
          rel="noreferrer noopener"
          className="text-accent-fg hover:underline"
        >
          {login}'s settings, Webhooks, Add webhook
        </a>
        . Content type: application/json. Events: just the push event.
      </p>
      <Snippet label="Payload URL" text={`${window.location.origin}/webhooks/github/${id}`} />
      <Snippet label="Secret, shown this once" text={secret} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
