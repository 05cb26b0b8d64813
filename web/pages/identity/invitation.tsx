import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { account, accountClient, explain, queryClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { AuthPage, FormError } from "./auth-page.tsx";
import { forgetInvitation, useInvitationToken } from "./invitation-token.ts";

export function Invitation() {
  const token = useInvitationToken();
  return (
    <AuthPage
      title="Invitation"
      sub="Somebody shares an organisation with you."
      footer={<Link to="/">Start page</Link>}
    >
      {token ? (
        <Offer token={token} />
      ) : (
        <FormError>This link is not complete. Copy all of it and open it again.</FormError>
      )}
    </AuthPage>
  );
}

function Offer({ token }: { token: string }) {
  const navigate = useNavigate();
  const me = useQuery(account.identity.me.queryOptions());
  // Read by a mutation, so that the token stands in no address; a query here, because it only reads.
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => accountClient.organizations.invitation.mutate({ token }),
  });
  const accept = useMutation(
    account.organizations.acceptInvitation.mutationOptions({
      onSuccess: async ({ slug }) => {
        forgetInvitation();
        await queryClient.invalidateQueries(account.identity.me.queryFilter());
        await navigate({ to: "/$org/overview", params: { org: slug }, replace: true });
      },
    }),
  );
  if (offer.error && !offer.data) return <ErrorState error={offer.error} title="This invitation cannot be opened" />;
  return (
    <QueryState query={offer} skeleton={<Skeleton className="h-32 rounded-md" />}>
      {({ organization, role, invitedBy, expiresAt }) => (
        <div className="grid gap-4">
          <p className="text-base">
            {invitedBy ?? "An owner"} invites you to join <strong className="font-semibold">{organization}</strong> as{" "}
            {role}. The link expires <Time at={expiresAt} />.
          </p>
          {accept.error && <FormError>{explain(accept.error).sentence}</FormError>}
          {me.data && !me.data.user.isGuest ? (
            <>
              <Button look="primary" size="lg" busy={accept.isPending} onClick={() => accept.mutate({ token })}>
                Join {organization}
              </Button>
              <p className="text-center text-xs text-fg-3">You are signed in as {me.data.user.email}.</p>
            </>
          ) : (
            <>
              <Link to="/signup" search={{ invited: true }} className={buttonLook({ look: "primary", size: "lg" })}>
                Create an account and join
              </Link>
              <Link to="/login" search={{ next: "/invite" }} className={buttonLook({ size: "lg" })}>
                Sign in and join
              </Link>
            </>
          )}
        </div>
      )}
    </QueryState>
  );
}
