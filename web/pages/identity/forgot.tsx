import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { account, explain } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthPage, FormDone, FormError, ToLogin } from "./auth-page.tsx";
import { MailNote } from "./mail-note.tsx";

export function Forgot() {
  const [email, setEmail] = useState("");
  const ask = useMutation(account.identity.requestReset.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.mutate({ email });
  };
  const problem = ask.error ? explain(ask.error) : null;
  return (
    <AuthPage title="Forgot your password?" sub="A link to choose a new one comes by mail." footer={<ToLogin />}>
      {ask.isSuccess ? (
        <div className="grid gap-4">
          <FormDone>
            If an account has the address {ask.variables.email}, a mail is on its way. Its link works for 30 minutes.
          </FormDone>
          <MailNote />
        </div>
      ) : (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {problem && !problem.fields.email && <FormError>{problem.sentence}</FormError>}
          <TextField
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={problem?.fields.email}
          />
          <Button type="submit" look="primary" size="lg" busy={ask.isPending}>
            Send a link
          </Button>
          <MailNote />
        </form>
      )}
    </AuthPage>
  );
}
