import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { account, explain, type Outputs, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { FormDone, FormError } from "../identity/auth-page.tsx";
import { MailNote, useOptions } from "../identity/mail-note.tsx";
import { SettingsCard } from "./settings-card.tsx";

type Mine = Outputs["identity"]["account"];

/** A person's name and address. */
export function ProfileCard() {
  const mine = useQuery(account.identity.account.queryOptions());
  return (
    <QueryState query={mine} skeleton={<Skeleton className="h-64 rounded-lg" />}>
      {(data) => (
        <>
          <NameCard key={data.name} name={data.name} />
          <EmailCard {...data} />
        </>
      )}
    </QueryState>
  );
}

function NameCard({ name: present }: { name: string }) {
  const [name, setName] = useState(present);
  const rename = useMutation(
    account.identity.rename.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(account.identity.account.queryFilter());
        await queryClient.invalidateQueries(account.identity.me.queryFilter());
        sayDone("Your name was changed.");
      },
    }),
  );
  const problem = rename.error ? explain(rename.error) : null;
  return (
    <SettingsCard
      title="Profile"
      sub="Members of your organisations see your name, and the audit log keeps the one you had."
      onSave={() => rename.mutate({ name })}
      isSaving={rename.isPending}
      isChanged={name.trim() !== present}
      unavailable={null}
    >
      <TextField
        label="Your name"
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problem ? (problem.fields.name ?? problem.sentence) : undefined}
      />
    </SettingsCard>
  );
}

function EmailCard({ email, emailVerifiedAt, hasPassword }: Mine) {
  const options = useOptions();
  const [isChanging, setChanging] = useState(false);
  const verify = useMutation(
    account.identity.requestVerification.mutationOptions({
      onSuccess: () => sayDone(`A mail with a link goes to ${email}.`),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const noMail = options?.mail === "none" ? "This installation sends no mail." : null;
  return (
    <Card label="Email address">
      <CardHead title="Email address" sub="What you sign in with, and where links for a new password go." />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-(--pad-card) pb-(--pad-card)">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="flex min-w-0 items-center gap-2 text-sm font-medium">
            <span className="truncate">{email}</span>
            {emailVerifiedAt ? <Badge tone="ok">Verified</Badge> : <Badge tone="warn">Not verified</Badge>}
          </p>
          <div className="flex flex-wrap gap-2">
            {!emailVerifiedAt && (
              <Button size="sm" busy={verify.isPending} unavailable={noMail} onClick={() => verify.mutate()}>
                Verify
              </Button>
            )}
            <Button
              size="sm"
              unavailable={noMail ?? (hasPassword ? null : "Choose a password first: it is asked for.")}
              onClick={() => setChanging(true)}
            >
              Change
            </Button>
          </div>
        </div>
        <MailNote />
      </div>
      {isChanging && <ChangeEmail onClose={() => setChanging(false)} />}
    </Card>
  );
}

function ChangeEmail({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({ email: "", current: "" });
  const change = useMutation(account.identity.changeEmail.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate(form);
  };
  const problem = change.error ? explain(change.error) : null;
  const field = (name: keyof typeof form) => ({
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: problem?.fields[name],
  });
  return (
    <Dialog isOpen onClose={onClose} title="Change your email address">
      {change.isSuccess ? (
        <div className="grid gap-4">
          <FormDone>
            A mail goes to {change.variables.email}, unless another account has this address. It is yours when you open
            the link.
          </FormDone>
          <MailNote />
          <div className="flex justify-end">
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {problem && Object.keys(problem.fields).length === 0 && <FormError>{problem.sentence}</FormError>}
          <TextField label="New email address" type="email" autoComplete="email" {...field("email")} />
          <TextField label="Present password" type="password" autoComplete="current-password" {...field("current")} />
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" busy={change.isPending}>
              Send a link there
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
