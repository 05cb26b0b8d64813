import { CircleHelp, Menu, Search } from "lucide-react";
import { Button, IconButton } from "../button.tsx";
import { Kbd } from "../small.tsx";
import { Breadcrumb } from "./breadcrumb.tsx";
import { LiveDot } from "./live.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const COMMAND_KEY = isMac ? "⌘K" : "Ctrl K";

type TopbarProps = { openDrawer: () => void; openPalette: () => void; openHelp: () => void };

export function Topbar({ openDrawer, openPalette, openHelp }: TopbarProps) {
  return (
    <header className="no-print flex h-[52px] shrink-0 items-center gap-2 border-b border-line bg-canvas px-4 lg:px-6">
      <IconButton label="Open navigation" className="-ml-2 lg:hidden" onClick={openDrawer}>
        <Menu aria-hidden="true" />
      </IconButton>
      <Breadcrumb />
      <span className="flex-1" />
      <button
        type="button"
        onClick={openPalette}
        className="hidden h-8 w-64 items-center gap-2 rounded-sm border border-line bg-surface px-2.5 text-sm text-fg-3 shadow-xs hover:border-line-strong md:flex"
      >
        <Search className="size-3.5" aria-hidden="true" />
        <span className="flex-1 text-left">Search or run a command</span>
        <Kbd>{COMMAND_KEY}</Kbd>
      </button>
      <IconButton label="Search or run a command" className="md:hidden" onClick={openPalette}>
        <Search aria-hidden="true" />
      </IconButton>
      <LiveDot />
      <ThemeToggle />
      <Button
        look="ghost"
        size="icon"
        aria-label="Help and shortcuts"
        title="Help and shortcuts (?)"
        onClick={openHelp}
      >
        <CircleHelp aria-hidden="true" />
      </Button>
    </header>
  );
}
