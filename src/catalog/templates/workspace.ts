import { TemplateError } from "./expression.ts";
import type { Workspace } from "./step.ts";

export const FILES_MAX = 500;
const CHARACTERS_MAX = 5_000_000;
const PATH_MAX = 400;

/** "./a//b" → "a/b". Refuses to leave the workspace. */
export function cleanPath(path: string): string {
  const parts = path.split(/[\\/]+/).filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || path.length > PATH_MAX || /^[a-z]:/i.test(path) || path.includes("\0"))
    throw new TemplateError(`"${path.slice(0, 80)}" is no path inside the workspace.`);
  return parts.join("/");
}

export function write(workspace: Workspace, path: string, text: string) {
  const clean = cleanPath(path);
  if (clean === "") throw new TemplateError("A file needs a name.");
  workspace.set(clean, text);
  let total = 0;
  for (const each of workspace.values()) total += each.length;
  if (workspace.size > FILES_MAX || total > CHARACTERS_MAX)
    throw new TemplateError(`A run makes at most ${FILES_MAX} files of ${CHARACTERS_MAX / 1e6} MB together.`);
}

/** All files at a path: the file itself, or what lies below the folder. */
export function filesAt(workspace: Workspace, path: string): string[] {
  const clean = cleanPath(path);
  return [...workspace.keys()].filter((each) => clean === "" || each === clean || each.startsWith(`${clean}/`)).sort();
}

/** "*.md", "docs/**": in paths of the workspace. */
export function matchesGlob(path: string, glob: string): boolean {
  const pattern = cleanPath(glob)
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) =>
      part.startsWith("**")
        ? ".*"
        : part === "*"
          ? "[^/]*"
          : part === "?"
            ? "[^/]"
            : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${pattern}$`).test(path);
}
