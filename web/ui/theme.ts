import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";
type Appearance = { theme: Theme; density: Density; hasShortcuts: boolean };

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function read(key: string) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

let appearance: Appearance = load();
function load(): Appearance {
  const theme = read("theme");
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    density: read("density") === "compact" ? "compact" : "comfortable",
    hasShortcuts: read("shortcuts") !== "off",
  };
}

/** Remembered in this browser only; public/theme.js reads the same keys before the first paint. */
export function setAppearance(changes: Partial<Appearance>) {
  appearance = { ...appearance, ...changes };
  try {
    localStorage.setItem("theme", appearance.theme);
    localStorage.setItem("density", appearance.density);
    localStorage.setItem("shortcuts", appearance.hasShortcuts ? "on" : "off");
  } catch {
    // Storage is refused in some private windows: the choice then lasts until the tab is closed.
  }
  apply();
}

function apply() {
  const isDark = appearance.theme === "dark" || (appearance.theme === "system" && systemDark.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  document.documentElement.dataset.density = appearance.density;
  for (const each of listeners) each();
}

systemDark.addEventListener("change", apply);
addEventListener("storage", () => {
  appearance = load();
  apply();
});

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentAppearance = () => appearance;
export const useAppearance = () => useSyncExternalStore(subscribe, currentAppearance);
export function useTheme() {
  const { theme } = useAppearance();
  const isDark = useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme === "dark");
  return { theme, isDark };
}
