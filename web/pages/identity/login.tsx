import { useMutation } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthPage, FormError } from "./auth-page.tsx";
import { EnterDemo } from "./enter-demo.tsx";
import { useOptions } from "./mail-note.tsx";
import { PROBLEMS, Providers } from "./providers.tsx";
import { afterSignIn, safeNext } from "./safe-next.ts";

export function Login() {
  const { next, problem: came } = useSearch({ from: "/login" });
  const router = useRouter();
  const options = useOptions();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation(
    account.identity.signIn.mutationOptions({
      onSuccess: async ({ challenge, organizations }) => {
        if (challenge) return router.navigate({ to: "/second-step", search: { next }, hash: challenge });
        queryClient.clear();
        await router.navigate({ href: afterSignIn(next, organizations), replace: true });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password });
  };
  const problem = signIn.error ? explain(signIn.error) : null;
  return (
    <AuthPage
      title="Sign in"
      sub="Welcome back."
      footer={
        <>
          New here?{" "}
          <Link to="/signup" className="font-medium text-accent-fg hover:underline">
            Create an account
          </Link>
        </>
      }
    >
      <Providers next={safeNext(next) ?? undefined} />
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {!problem && came && PROBLEMS[came] && <FormError>{PROBLEMS[came]}</FormError>}
        {problem && <FormError>{problem.sentence}</FormError>}
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
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {options && options.mail !== "none" && (
          <Link to="/forgot" className="-mt-2 justify-self-start text-sm font-medium text-accent-fg hover:underline">
            Forgot your password?
          </Link>
        )}
        <Button type="submit" look="primary" size="lg" busy={signIn.isPending}>
          {signIn.isPending ? "Signing in" : "Sign in"}
        </Button>
      </form>
      <div className="mt-4 border-t border-line pt-4">
        <EnterDemo look="ghost" className="w-full" />
      </div>
    </AuthPage>
  );
}
