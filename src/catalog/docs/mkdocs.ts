import { readYamlFile } from "../infer/yaml-file.ts";
import { isRecord } from "../shape.ts";

export type DocPage = { path: string; title: string | null };
/** `pages`: null where the file has no nav, and every Markdown file of the folder is one. */
export type Site = { folder: string; pages: DocPage[] | null };

export const PAGES_MAX = 50;
const DEPTH_MAX = 6;

/**
 * What mkdocs.yml tells of its pages (mkdocs.org: nav, docs_dir): a path alone, a title with a path, or a title with more of
 * them. Addresses of the web are links, not pages. Null: it cannot be read.
 */
export function readMkdocs(text: string): Site | null {
  const read = readYamlFile(text);
  if (Array.isArray(read) || !isRecord(read.value)) return null;
  const { docs_dir: folder, nav } = read.value;
  const pages: DocPage[] = [];
  const walk = (items: unknown, depth: number) => {
    if (!Array.isArray(items) || depth > DEPTH_MAX) return;
    for (const item of items) {
      const entries = typeof item === "string" ? [[null, item] as const] : isRecord(item) ? Object.entries(item) : [];
      for (const [title, inner] of entries) {
        if (Array.isArray(inner)) walk(inner, depth + 1);
        else if (typeof inner === "string" && isPage(inner)) pages.push({ path: clean(inner), title });
      }
    }
  };
  walk(nav, 0);
  const known = new Map(pages.map((page) => [page.path, page]));
  return {
    folder: typeof folder === "string" && folder !== "" ? clean(folder) : "docs",
    pages: Array.isArray(nav) ? [...known.values()].slice(0, PAGES_MAX) : null,
  };
}

const isPage = (path: string) => /\.(md|markdown)$/i.test(path) && !/^[a-z]+:/i.test(path) && !path.includes("..");
const clean = (path: string) => path.replace(/^(\.?\/)+/, "").replace(/\/+$/, "");

/** The first heading of a page, else its file's name: "getting-started.md" → "getting started". */
export function titleOf(path: string, text: string): string {
  const [, heading] = /^#[ \t]+(.+?)[ \t]*#*$/m.exec(text) ?? [];
  const name = path.split("/").at(-1) ?? path;
  return (heading ?? name.replace(/\.[^.]+$/, "").replace(/[-_]+/g, " ")).slice(0, 200);
}
