import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { account } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AppearanceCard } from "./appearance-card.tsx";
import { DeleteAccountCard } from "./delete-account-card.tsx";
import { ProfileCard } from "./profile-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";
import { SettingsPage } from "./settings-page.tsx";

/** What is a person's own, whichever organisation they look at. */
export function Account() {
  const me = useQuery(account.identity.me.queryOptions());
  return (
    <SettingsPage title="Your account" sub="Yours alone, the same in every organisation.">
      <QueryState query={me} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {(current) =>
          current?.user.isGuest ? (
            <EmptyState
              title="A guest has no account"
              action={
                <Link to="/signup" className={buttonLook({ look: "primary" })}>
                  Sign up
                </Link>
              }
            >
              Sign up to have a name and sessions of your own.
            </EmptyState>
          ) : (
            <>
              <ProfileCard />
              <SessionsCard />
            </>
          )
        }
      </QueryState>
      <AppearanceCard />
      {me.data?.user.email && <DeleteAccountCard email={me.data.user.email} />}
    </SettingsPage>
  );
}
