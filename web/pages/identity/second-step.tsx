import { useMutation } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthPage, FormError, ToLogin } from "./auth-page.tsx";
import { useMailToken } from "./mail-token.ts";
import { afterSignIn } from "./safe-next.ts";

/** What comes after the password, or after GitHub or Google, for whoever has a second factor. */
export function SecondStep() {
  const { next } = useSearch({ from: "/second-step" });
  const challenge = useMailToken();
  const router = useRouter();
  const [code, setCode] = useState("");
  const signIn = useMutation(
    account.identity.secondFactor.signIn.mutationOptions({
      onSuccess: async ({ organizations }) => {
        queryClient.clear();
        await router.navigate({ href: afterSignIn(next, organizations), replace: true });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ challenge, code });
  };
  const problem = signIn.error ? explain(signIn.error) : null;
  return (
    <AuthPage title="One more step" sub="Enter the code that your app shows now." footer={<ToLogin />}>
      {challenge ? (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {problem && <FormError>{problem.sentence}</FormError>}
          <TextField
            label="Code"
            name="code"
            inputMode="text"
            autoComplete="one-time-code"
            required
            hint="Your phone is lost? Enter one of your recovery codes."
            value={code}
            onChange={(event) => setCode(event.target.value)}
            error={problem?.fields.code}
          />
          <Button type="submit" look="primary" size="lg" busy={signIn.isPending}>
            {signIn.isPending ? "Signing in" : "Sign in"}
          </Button>
        </form>
      ) : (
        <div className="grid gap-4">
          <FormError>This step follows another one. Start to sign in again.</FormError>
          <Link to="/login" className={buttonLook({ look: "primary", size: "lg" })}>
            Sign in
          </Link>
        </div>
      )}
    </AuthPage>
  );
}
