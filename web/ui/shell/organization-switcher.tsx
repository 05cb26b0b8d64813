import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { account } from "../../api.ts";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "../menu.tsx";
import { useOrganization } from "../organization.ts";
import { Mark } from "../small.tsx";
import { Badge } from "../status.tsx";

const NewOrganization = lazy(() =>
  import("./new-organization.tsx").then(({ NewOrganization }) => ({ default: NewOrganization })),
);

/** Switching is going to another address: every organisation has its own. */
export function OrganizationSwitcher({ isCollapsed }: { isCollapsed: boolean }) {
  const { slug, name, role, isSample } = useOrganization();
  const [isCreating, setCreating] = useState(false);
  const me = useQuery(account.identity.me.queryOptions());
  const trigger = (
    <button
      type="button"
      className={`mb-1 flex items-center gap-2.5 rounded-md text-left hover:bg-hover ${isCollapsed ? "m-2 justify-center p-1" : "m-3 p-1.5"}`}
    >
      <Mark />
      {isCollapsed ? (
        <span className="sr-only">{name}</span>
      ) : (
        <>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm leading-4 font-semibold">{name}</span>
            <span className="block text-2xs text-fg-3">{isSample ? "Sample data" : `You are ${role}`}</span>
          </span>
          <ChevronsUpDown className="size-3.5 text-fg-3" aria-hidden="true" />
        </>
      )}
      <span className="sr-only">Switch organisation</span>
    </button>
  );
  return (
    <>
      <Menu trigger={trigger} label="Organisations">
        <MenuLabel>Organisations</MenuLabel>
        {me.data?.organizations.map((organization) => (
          <MenuLink key={organization.slug}>
            <Link to="/$org/overview" params={{ org: organization.slug }}>
              <span className="grid size-4 place-items-center">
                {organization.slug === slug && <Check aria-label="Current" />}
              </span>
              <span className="min-w-0 flex-1 truncate">{organization.name}</span>
              {organization.kind === "sample" && <Badge tone="info">Sample</Badge>}
            </Link>
          </MenuLink>
        ))}
        {me.data && !me.data.user.isGuest && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => setCreating(true)}>
              <Plus aria-hidden="true" />
              New organisation
            </MenuItem>
          </>
        )}
      </Menu>
      {isCreating && (
        <Suspense>
          <NewOrganization onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}
