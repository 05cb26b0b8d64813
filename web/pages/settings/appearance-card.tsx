import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { Card, CardHead } from "../../ui/card.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { setAppearance, useAppearance } from "../../ui/theme.ts";

const icon = (Icon: typeof Sun, word: string) => (
  <>
    <Icon aria-hidden="true" />
    {word}
  </>
);
const THEMES = [
  { value: "system", label: icon(Monitor, "System") },
  { value: "light", label: icon(Sun, "Light") },
  { value: "dark", label: icon(Moon, "Dark") },
] as const;
const DENSITIES = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
] as const;
const SHORTCUTS = [
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
] as const;

/** Yours alone, kept in this browser. */
export function AppearanceCard() {
  const { theme, density, hasShortcuts } = useAppearance();
  return (
    <Card>
      <CardHead title="Appearance" sub="Yours alone, kept in this browser." />
      <div className="px-(--pad-card) pb-(--pad-card)">
        <Choice title="Theme">
          <Segmented
            label="Theme"
            options={THEMES}
            value={theme}
            onChange={(value) => setAppearance({ theme: value })}
          />
        </Choice>
        <Choice title="Density">
          <Segmented
            label="Density"
            options={DENSITIES}
            value={density}
            onChange={(value) => setAppearance({ density: value })}
          />
        </Choice>
        <Choice title="Single-key shortcuts">
          <Segmented
            label="Single-key shortcuts"
            options={SHORTCUTS}
            value={hasShortcuts ? "on" : "off"}
            onChange={(value) => setAppearance({ hasShortcuts: value === "on" })}
          />
        </Choice>
      </div>
    </Card>
  );
}

function Choice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line py-3 first:border-0">
      <span className="text-sm">{title}</span>
      {children}
    </div>
  );
}
