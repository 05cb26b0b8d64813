import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { account, explain } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";
import { Prove, RecoveryCodes } from "./prove.tsx";
import { QrCode } from "./qr-code.tsx";

type SetUpProps = { hasPassword: boolean; onClose: () => void; onDone: () => void };

/** The password, the secret for the app, its first code, the recovery codes. */
export function SetUp({ hasPassword, onClose, onDone }: SetUpProps) {
  const [code, setCode] = useState("");
  const begin = useMutation(account.identity.secondFactor.begin.mutationOptions());
  const confirm = useMutation(account.identity.secondFactor.confirm.mutationOptions({ onSuccess: onDone }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate({ code });
  };
  if (confirm.data) return <RecoveryCodes codes={confirm.data.codes} onClose={onClose} />;
  if (!begin.data && hasPassword) {
    return (
      <Prove
        title="Set up a second factor"
        text="You need an app such as Google Authenticator, 1Password or Aegis. First, is it you?"
        label="Password"
        verb="Go on"
        isBusy={begin.isPending}
        problem={begin.error ? explain(begin.error).sentence : undefined}
        onProve={(proof) => begin.mutate({ proof })}
        onClose={onClose}
      />
    );
  }
  if (!begin.data) {
    return (
      <Dialog isOpen onClose={onClose} title="Set up a second factor">
        {begin.error && <FormError>{explain(begin.error).sentence}</FormError>}
        <p className="text-base text-fg-2">You need an app such as Google Authenticator, 1Password or Aegis.</p>
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={begin.isPending} onClick={() => begin.mutate({})}>
            Go on
          </Button>
        </div>
      </Dialog>
    );
  }
  const problem = confirm.error ? explain(confirm.error) : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Scan this with your app"
      description="Then enter the six digits that it shows. Every other session of yours ends."
    >
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="justify-self-center">
          <QrCode text={begin.data.uri} label="QR code with the secret for your app" />
        </div>
        <Snippet label="Or type this secret into the app" text={begin.data.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")} />
        <TextField
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={problem ? (problem.fields.code ?? problem.sentence) : undefined}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={confirm.isPending}>
            Turn on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
