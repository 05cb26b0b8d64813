import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { account } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { LinksCard } from "./links-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SettingsPage } from "./settings-page.tsx";

/** How a person signs in, whichever organisation they look at. */
export function Security() {
  const me = useQuery(account.identity.me.queryOptions());
  return (
    <SettingsPage title="Your security" sub="How you sign in. Yours alone, the same in every organisation.">
      <QueryState query={me} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {(current) =>
          current?.user.isGuest ? (
            <EmptyState
              title="A guest does not sign in"
              action={
                <Link to="/signup" className={buttonLook({ look: "primary" })}>
                  Sign up
                </Link>
              }
            >
              Sign up to have a password of your own.
            </EmptyState>
          ) : (
            <SignInCards />
          )
        }
      </QueryState>
    </SettingsPage>
  );
}

function SignInCards() {
  const mine = useQuery(account.identity.account.queryOptions());
  return (
    <QueryState query={mine} skeleton={<Skeleton className="h-64 rounded-lg" />}>
      {(data) => (
        <>
          {data.hasPassword ? <PasswordCard /> : <NoPassword />}
          <SecondFactorCard {...data} />
          <LinksCard {...data} />
        </>
      )}
    </QueryState>
  );
}

/** Somebody who came by a provider. */
const NoPassword = () => (
  <Card label="Password">
    <CardHead title="Password" sub="You have none yet: another account opens this one. A mail lets you choose one.">
      <Link to="/forgot" className={buttonLook({ size: "sm" })}>
        Choose a password
      </Link>
    </CardHead>
  </Card>
);
