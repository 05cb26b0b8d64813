import { Moon, Sun } from "lucide-react";
import { IconButton } from "../button.tsx";
import { setAppearance, useTheme } from "../theme.ts";

/** Light or dark at a click; "as the system" is in the settings. */
export function ThemeToggle() {
  const { isDark } = useTheme();
  return (
    <IconButton
      label={isDark ? "Use light theme" : "Use dark theme"}
      onClick={() => setAppearance({ theme: isDark ? "light" : "dark" })}
    >
      {isDark ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />}
    </IconButton>
  );
}
