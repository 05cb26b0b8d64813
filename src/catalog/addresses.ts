/**
 * Where the text of a file is, for the page of a Git host that shows it: what people paste is the page.
 * GitHub: /blob/ → raw.githubusercontent.com; GitLab: /-/blob/ → /-/raw/; Bitbucket: /src/ → /raw/.
 */
export function rawAddress(address: string): string {
  const url = new URL(address);
  const [, owner, name, page, ...path] = url.pathname.split("/");
  if (url.hostname === "github.com" && page === "blob" && owner && name)
    return `https://raw.githubusercontent.com/${owner}/${name}/${path.join("/")}`;
  if (url.pathname.includes("/-/blob/")) url.pathname = url.pathname.replace("/-/blob/", "/-/raw/");
  else if (url.hostname === "bitbucket.org" && page === "src") url.pathname = url.pathname.replace("/src/", "/raw/");
  return url.href;
}

/** "./x.yaml" as the file at `base` means it. @returns null when it is no address. */
export const resolveAddress = (target: string, base: string): string | null =>
  URL.canParse(target, base) ? new URL(target, base).href : null;
