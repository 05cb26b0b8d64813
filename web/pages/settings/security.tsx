import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { account } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { PasswordCard } from "./password-card.tsx";
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
            <PasswordCard />
          )
        }
      </QueryState>
    </SettingsPage>
  );
}
