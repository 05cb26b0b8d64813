// Runs before the first paint, so that a dark page never flashes light. A file of its own because the
// content security policy allows no inline script. ui/theme.ts writes what this reads.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage is refused in some private windows.
    }
  };
  const theme = read("theme");
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = read("density") === "compact" ? "compact" : "comfortable";
})();
