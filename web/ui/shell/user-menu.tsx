import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Settings, UserPlus } from "lucide-react";
import { account, explain, queryClient } from "../../api.ts";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "../menu.tsx";
import { useOrganization } from "../organization.ts";
import { Avatar } from "../small.tsx";
import { sayFailed } from "../toast.ts";

export function UserMenu({ isCollapsed }: { isCollapsed: boolean }) {
  const { slug } = useOrganization();
  const navigate = useNavigate();
  const me = useQuery(account.identity.me.queryOptions());
  const signOut = useMutation(
    account.identity.signOut.mutationOptions({
      onSuccess: async () => {
        await navigate({ to: "/" });
        // After leaving: a page that is still on screen would read everything again.
        queryClient.clear();
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const user = me.data?.user;
  if (!user) return null;
  const trigger = (
    <button
      type="button"
      className={`flex w-full items-center gap-2 rounded-md text-left hover:bg-hover ${isCollapsed ? "justify-center p-1" : "p-1.5"}`}
    >
      <Avatar name={user.name} />
      {isCollapsed ? (
        <span className="sr-only">{user.name}</span>
      ) : (
        <>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-xs font-medium">{user.name}</span>
            <span className="block truncate text-2xs text-fg-3">{user.email ?? "Not signed up"}</span>
          </span>
          <ChevronsUpDown className="size-3.5 text-fg-3" aria-hidden="true" />
        </>
      )}
      <span className="sr-only">Open the user menu</span>
    </button>
  );
  return (
    <Menu trigger={trigger} side="top" label="User">
      <MenuLink>
        <Link to="/$org/settings/account" params={{ org: slug }}>
          <Settings aria-hidden="true" />
          Your account and appearance
        </Link>
      </MenuLink>
      {user.isGuest && (
        <MenuLink>
          <Link to="/signup">
            <UserPlus aria-hidden="true" />
            Sign up
          </Link>
        </MenuLink>
      )}
      <MenuSeparator />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden="true" />
        {user.isGuest ? "Leave the demo" : "Sign out"}
      </MenuItem>
    </Menu>
  );
}
