import { Switch } from "radix-ui";
import { useId } from "react";
import { Dialog } from "../dialog.tsx";
import { Kbd } from "../small.tsx";
import { setAppearance, useAppearance } from "../theme.ts";
import { PAGES } from "./nav.ts";
import { COMMAND_KEY } from "./topbar.tsx";

const GENERAL: [string[], string][] = [
  [[COMMAND_KEY], "Search or run a command"],
  [["/"], "Filter the list on screen"],
  [["j"], "Next row"],
  [["k"], "Previous row"],
  [["x"], "Choose the row"],
  [["["], "Fold the sidebar"],
  [["?"], "This sheet"],
  [["Esc"], "Close what is open"],
];

export function Help({ onClose }: { onClose: () => void }) {
  const { hasShortcuts } = useAppearance();
  const id = useId();
  const pages: [string[], string][] = PAGES.map(({ key, label }) => [["g", key], label]);
  return (
    <Dialog isOpen onClose={onClose} title="Keyboard shortcuts" place="right" width="max-w-[400px]">
      <label htmlFor={id} className="flex items-center justify-between gap-4 rounded-md border border-line p-3">
        <span>
          <span className="block text-sm font-medium">Single-key shortcuts</span>
          <span className="block text-xs text-fg-3">
            Switch off if they get in the way. {COMMAND_KEY} always works.
          </span>
        </span>
        <Switch.Root
          id={id}
          checked={hasShortcuts}
          onCheckedChange={(checked) => setAppearance({ hasShortcuts: checked })}
          className="relative h-5 w-9 shrink-0 rounded-full bg-line-control transition-colors data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-xs transition-transform data-[state=checked]:translate-x-[18px]" />
        </Switch.Root>
      </label>
      <Keys title="Anywhere" keys={GENERAL} />
      <Keys title="Go to" keys={pages} />
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: [string[], string][] }) {
  return (
    <>
      <h3 className="mt-5 mb-1 text-xs font-medium text-fg-3">{title}</h3>
      <ul>
        {keys.map(([combination, what]) => (
          <li key={what} className="flex h-8 items-center justify-between text-sm">
            {what}
            <span className="flex gap-1">
              {combination.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
