import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthPage, FormDone, FormError, ToLogin } from "./auth-page.tsx";
import { useMailToken } from "./mail-token.ts";

export function Reset() {
  const token = useMailToken();
  const [password, setPassword] = useState("");
  const reset = useMutation(
    // Every session has ended, this browser's too.
    account.identity.resetPassword.mutationOptions({ onSuccess: () => queryClient.clear() }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reset.isPending) reset.mutate({ token, password });
  };
  const problem = reset.error ? explain(reset.error) : null;
  return (
    <AuthPage title="Choose a new password" sub="It ends every session that is open." footer={<ToLogin />}>
      {!token && (
        <div className="grid gap-4">
          <FormError>This link is not complete. Copy all of it from the mail, or ask for a new one.</FormError>
          <AskAgain />
        </div>
      )}
      {token && reset.isSuccess && (
        <div className="grid gap-4">
          <FormDone>The password of {reset.data.email} was changed. Sign in with it.</FormDone>
          <Link to="/login" className={buttonLook({ look: "primary", size: "lg" })}>
            Sign in
          </Link>
        </div>
      )}
      {token && !reset.isSuccess && (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {problem && !problem.fields.password && <FormError>{problem.sentence}</FormError>}
          <TextField
            label="New password"
            type="password"
            name="password"
            autoComplete="new-password"
            required
            hint="A long sentence is easier to remember than a short riddle."
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={problem?.fields.password}
          />
          <Button type="submit" look="primary" size="lg" busy={reset.isPending}>
            Save the password
          </Button>
          {problem?.code === "NOT_FOUND" && <AskAgain />}
        </form>
      )}
    </AuthPage>
  );
}

const AskAgain = () => (
  <Link to="/forgot" className={buttonLook({ size: "lg" })}>
    Ask for a new link
  </Link>
);
