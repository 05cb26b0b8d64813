/** A file on GitHub as its page shows it; what people paste, and what a location is registered under. */
export type Place = { repository: string; ref: string; path: string };

/**
 * `https://github.com/<owner>/<name>/blob/<ref>/<path>`; a slash in the name of a branch is written %2F, because nothing
 * else tells where it ends. @returns null for everything else.
 */
export function placeOf(address: string): Place | null {
  if (!URL.canParse(address)) return null;
  const { hostname, pathname } = new URL(address);
  if (hostname !== "github.com") return null;
  const [, owner = "", name = "", page, ref = "", ...path] = pathname.split("/");
  if (page !== "blob" || !owner || !name || !ref || path.length === 0) return null;
  try {
    return {
      repository: `${owner}/${name}`,
      ref: decodeURIComponent(ref),
      path: path.map(decodeURIComponent).join("/"),
    };
  } catch {
    return null;
  }
}

export const addressOf = ({ repository, ref, path }: Place) =>
  `${beginningOf(repository, ref)}${path.split("/").map(encodeURIComponent).join("/")}`;

/** What all addresses of one branch begin with. */
export const beginningOf = (repository: string, ref: string) =>
  `https://github.com/${repository}/blob/${encodeURIComponent(ref)}/`;

export const ownerOf = (repository: string) => (repository.split("/")[0] ?? "").toLowerCase();

/** Where Backstage and everybody looks for it, in any folder. */
export const isCatalogFile = (path: string) => /(^|\/)catalog-info\.ya?ml$/.test(path);
