import { Link, useLocation } from "@tanstack/react-router";
import { useOrganization } from "../organization.ts";
import { NAV, type NavItem, placeOf } from "./nav.ts";
import { OrganizationSwitcher } from "./organization-switcher.tsx";
import { SetupCard } from "./setup-card.tsx";
import { UserMenu } from "./user-menu.tsx";

export function Sidebar({ isCollapsed = false }: { isCollapsed?: boolean }) {
  return (
    <div className="flex h-full flex-col">
      <OrganizationSwitcher isCollapsed={isCollapsed} />
      <nav aria-label="Pages" className="min-h-0 flex-1 overflow-y-auto px-3 py-2">
        {NAV.map(({ group, items }) => (
          <div key={group ?? "top"} className="mb-3.5">
            {group && !isCollapsed && <div className="px-2 pb-1 text-2xs font-medium text-fg-3">{group}</div>}
            <ul>
              {items.map((item) => (
                <NavLink key={item.to} item={item} isCollapsed={isCollapsed} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-t border-line p-3">
        {!isCollapsed && <SetupCard />}
        <UserMenu isCollapsed={isCollapsed} />
      </div>
    </div>
  );
}

function NavLink({ item: { to, label, icon: Icon, key }, isCollapsed }: { item: NavItem; isCollapsed: boolean }) {
  const { slug } = useOrganization();
  const isHere = placeOf(useLocation().pathname, slug).page?.to === to;
  return (
    <li>
      <Link
        to={to}
        aria-current={isHere ? "page" : undefined}
        params={{ org: slug }}
        activeOptions={{ includeSearch: false }}
        title={isCollapsed ? label : `${label} (g ${key})`}
        className="group flex h-[30px] items-center gap-2.5 rounded-sm px-2 text-sm text-fg-2 transition-colors hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg"
      >
        <Icon
          className="size-4 shrink-0 text-fg-3 group-hover:text-fg-2 group-aria-[current=page]:text-accent-fg"
          strokeWidth={1.75}
          aria-hidden="true"
        />
        <span className={isCollapsed ? "sr-only" : "flex-1 truncate"}>{label}</span>
      </Link>
    </li>
  );
}
