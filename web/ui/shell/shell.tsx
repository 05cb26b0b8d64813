import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { explain, organizationClient, queryClient, TRPCProvider, useTRPC } from "../../api.ts";
import { buttonLook } from "../button.tsx";
import { OrganizationContext, useOrganization } from "../organization.ts";
import { ErrorState, QueryState } from "../query-state.tsx";
import { Skeleton } from "../small.tsx";
import { LiveProvider } from "./live.tsx";
import { SampleBanner } from "./sample-banner.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { Sidebar } from "./sidebar.tsx";
import { Topbar } from "./topbar.tsx";

const Palette = lazy(() => import("./palette.tsx").then(({ Palette }) => ({ default: Palette })));
const Help = lazy(() => import("./help.tsx").then(({ Help }) => ({ default: Help })));
const DeletionBanner = lazy(() =>
  import("./deletion-banner.tsx").then(({ DeletionBanner }) => ({ default: DeletionBanner })),
);
const Drawer = lazy(() => import("./drawer.tsx").then(({ Drawer }) => ({ default: Drawer })));

/** The frame around every page of one organisation; a new slug in the address is a new client, cache and stream. */
export function Shell() {
  const { org } = useParams({ from: "/$org" });
  const client = useMemo(() => organizationClient(org), [org]);
  return (
    <TRPCProvider trpcClient={client} queryClient={queryClient} keyPrefix={org}>
      <Frame key={org} />
    </TRPCProvider>
  );
}

function Frame() {
  const trpc = useTRPC();
  const organization = useQuery(
    trpc.organizations.current.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  // Who was removed keeps nothing on screen; whoever only lost the connection keeps what was read.
  if (organization.error && (!organization.data || explain(organization.error).code === "NOT_FOUND")) {
    return <Closed error={organization.error} retry={() => void organization.refetch()} />;
  }
  return (
    <QueryState query={organization} skeleton={<FrameSkeleton />}>
      {(current) => (
        <OrganizationContext value={current}>
          <LiveProvider>
            <Screen />
          </LiveProvider>
        </OrganizationContext>
      )}
    </QueryState>
  );
}

/** An organisation that does not exist, or that this person is no member of. */
function Closed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="main" className="grid min-h-dvh place-content-center justify-items-center">
      <title>Not available · DevControl</title>
      <ErrorState heading="h1" title="This organisation cannot be opened" error={error} retry={retry} />
      <Link to="/" className={buttonLook({ look: "ghost" })}>
        Go to the start page
      </Link>
    </main>
  );
}

type Overlay = "palette" | "help" | "drawer" | null;

function Screen() {
  const { pathname } = useLocation();
  const { deleteAt } = useOrganization();
  // An overlay belongs to the page that it was opened on: going elsewhere closes it.
  const [opened, setOpened] = useState<{ overlay: Overlay; on: string }>({ overlay: null, on: pathname });
  const overlay = opened.on === pathname ? opened.overlay : null;
  const setOverlay = (next: Overlay) => setOpened({ overlay: next, on: pathname });
  const close = () => setOverlay(null);
  const [isCollapsed, setCollapsed] = useState(false);
  useShortcuts({
    openPalette: () => setOverlay(overlay === "palette" ? null : "palette"),
    openHelp: () => setOverlay("help"),
    toggleSidebar: () => setCollapsed((collapsed) => !collapsed),
  });
  return (
    <div className="flex h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-sm focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        Skip to content
      </a>
      <aside
        className={`no-print hidden shrink-0 border-r border-line bg-canvas lg:block ${isCollapsed ? "w-14" : "w-[244px]"}`}
      >
        <Sidebar isCollapsed={isCollapsed} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <Topbar
          openDrawer={() => setOverlay("drawer")}
          openPalette={() => setOverlay("palette")}
          openHelp={() => setOverlay("help")}
        />
        <SampleBanner />
        <Suspense>{deleteAt && <DeletionBanner at={deleteAt} />}</Suspense>
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      <Suspense>
        {overlay === "palette" && <Palette onClose={close} openHelp={() => setOverlay("help")} />}
        {overlay === "help" && <Help onClose={close} />}
        {overlay === "drawer" && <Drawer onClose={close} />}
      </Suspense>
    </div>
  );
}

function FrameSkeleton() {
  return (
    <div className="flex h-dvh">
      <div className="hidden w-[244px] border-r border-line p-4 lg:block">
        <Skeleton className="h-9 w-full" />
        {[1, 2, 3, 4, 5, 6, 7].map((row) => (
          <Skeleton key={row} className="mt-3 h-5 w-40" />
        ))}
      </div>
      <div className="flex-1">
        <div className="h-[52px] border-b border-line" />
        <div className="p-8">
          <Skeleton className="h-7 w-52" />
        </div>
      </div>
    </div>
  );
}
