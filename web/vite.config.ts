import { createRequire } from "node:module";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const require = createRequire(import.meta.url);

/**
 * sonner writes its stylesheet into a <style> element when it is imported, which `style-src 'self'` refuses.
 * The same rules come from its styles.css (see theme.css); this takes the call away and fails when it is not found.
 */
const sonnerWithoutInjectedStyle: Plugin = {
  name: "sonner-without-injected-style",
  transform(code, id) {
    if (id.split("?")[0] !== require.resolve("sonner").replace(/index\.js$/, "index.mjs")) return null;
    const mended = code.replace(/^__insertCSS\(".*"\);?$/m, "");
    if (mended === code) throw new Error("sonner no longer injects its stylesheet this way: look at this plugin again");
    return { code: mended, map: null };
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), sonnerWithoutInjectedStyle],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // A font inlined as data: would need font-src data: in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Dozens of files of one icon or one button each cost more in requests than in bytes.
            {
              name: "kit",
              test: /web\/ui\/(button|card|class-names|copy|empty-state|format|money|page|organization|query-state|scroll-region|small|status|theme|time|toast)\./,
            },
            // Icons that many pages show; the others come with their pages.
            { name: "icons", test: /lucide-react/, minShareCount: 4 },
          ],
        },
      },
    },
  },
});
