import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AuthPage, FormError } from "./auth-page.tsx";

/** For whoever is signed in and belongs to no organisation. */
export function Welcome() {
  const me = useQuery(account.identity.me.queryOptions());
  return (
    <AuthPage
      title="Welcome"
      sub="Name your organisation, or open the invitation that somebody has sent you."
      footer={<Link to="/">Start page</Link>}
    >
      <QueryState query={me} skeleton={<Skeleton className="h-32 rounded-md" />}>
        {(data) =>
          data && !data.user.isGuest ? (
            <NewOrganization />
          ) : (
            <Link to="/login" className={buttonLook({ look: "primary", size: "lg", className: "w-full" })}>
              Sign in first
            </Link>
          )
        }
      </QueryState>
    </AuthPage>
  );
}

function NewOrganization() {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const create = useMutation(
    account.organizations.create.mutationOptions({
      onSuccess: async ({ slug }) => {
        await queryClient.invalidateQueries(account.identity.me.queryFilter());
        await navigate({ to: "/$org/onboarding", params: { org: slug }, replace: true });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate({ name });
  };
  const problem = create.error ? explain(create.error) : null;
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {problem && !problem.fields.name && <FormError>{problem.sentence}</FormError>}
      <TextField
        label="Organisation"
        autoComplete="organization"
        hint="Your company or team. It names your address here."
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problem?.fields.name}
      />
      <Button type="submit" look="primary" size="lg" busy={create.isPending}>
        Create the organisation
      </Button>
    </form>
  );
}
