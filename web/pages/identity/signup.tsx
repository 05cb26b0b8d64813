import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthPage, FormError } from "./auth-page.tsx";
import { forgetInvitation, useInvitationToken } from "./invitation-token.ts";
import { Providers } from "./providers.tsx";

export function Signup() {
  const navigate = useNavigate();
  const { invited } = useSearch({ from: "/signup" });
  const token = useInvitationToken();
  const invitation = invited && token ? token : undefined;
  const [form, setForm] = useState({ name: "", email: "", password: "", organization: "" });
  const signUp = useMutation(
    account.identity.signUp.mutationOptions({
      onSuccess: async ({ slug }) => {
        queryClient.clear();
        if (invitation) forgetInvitation();
        await navigate({
          to: invitation ? "/$org/overview" : "/$org/onboarding",
          params: { org: slug },
          replace: true,
        });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { organization, ...person } = form;
    signUp.mutate(invitation ? { ...person, invitation } : { ...person, organization });
  };
  const problem = signUp.error ? explain(signUp.error) : null;
  const hasFields = problem !== null && Object.keys(problem.fields).length > 0;
  const field = (name: keyof typeof form) => ({
    name,
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: problem?.fields[name],
  });
  return (
    <AuthPage
      title="Create an account"
      sub={
        invitation
          ? "You join the organisation that you are invited to."
          : "You become the owner of a new organisation. Nothing to pay, no card."
      }
      footer={
        <>
          Have an account?{" "}
          <Link to="/login" className="font-medium text-accent-fg hover:underline">
            Sign in
          </Link>
        </>
      }
    >
      <Providers next={invitation ? "/invite" : undefined} />
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !hasFields && <FormError>{problem.sentence}</FormError>}
        <TextField label="Your name" autoComplete="name" {...field("name")} />
        <TextField label="Work email" type="email" autoComplete="username" {...field("email")} />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="A long sentence is easier to remember than a short riddle."
          {...field("password")}
        />
        {!invitation && (
          <TextField
            label="Organisation"
            autoComplete="organization"
            hint="Your company or team. It names your address here."
            {...field("organization")}
          />
        )}
        <Button type="submit" look="primary" size="lg" busy={signUp.isPending}>
          {signUp.isPending ? "Creating" : "Create account"}
        </Button>
      </form>
    </AuthPage>
  );
}
