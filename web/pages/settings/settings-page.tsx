import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { SETTINGS } from "../../ui/shell/nav.ts";

type SettingsPageProps = { title: string; sub: string; actions?: ReactNode; children: ReactNode };

/** The pages of the settings beside each other, and one of them. */
export function SettingsPage({ title, sub, actions, children }: SettingsPageProps) {
  const { slug } = useOrganization();
  return (
    <Page width="max-w-[1040px]">
      <div className="gap-8 lg:grid lg:grid-cols-[180px_minmax(0,1fr)]">
        <nav aria-label="Settings" className="mb-5 overflow-x-auto scrollbar-none lg:mb-0 lg:pt-1">
          <ul className="flex gap-1 lg:flex-col">
            {SETTINGS.map(({ to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  params={{ org: slug }}
                  activeOptions={{ includeSearch: false }}
                  className="flex h-[30px] items-center rounded-sm px-2 text-sm whitespace-nowrap text-fg-2 hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg"
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0">
          <PageHead title={title} sub={sub} actions={actions} />
          <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">{children}</div>
        </div>
      </div>
    </Page>
  );
}
