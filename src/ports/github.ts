import * as z from "zod";
import { type Ask, type Call, GITHUB, GitHubError, openCall, read } from "./github-call.ts";
import { type Proposal, type Proposed, propose } from "./github-propose.ts";

export { GitHubError, type GitHubFailure } from "./github-call.ts";
export type { Proposal, Proposed } from "./github-propose.ts";

/** `fullName`: "owner/name", as GitHub writes it. */
export type GitHubRepository = {
  /** Stays when it is renamed. */
  id: string;
  fullName: string;
  defaultBranch: string;
  isArchived: boolean;
  description: string | null;
};
export type GitHubFile = { isSame: true } | { isSame: false; text: string; etag: string | null };
export type GitHubTree =
  | { isSame: true }
  /** `isWhole`: false when GitHub has left out what was too much. */
  | { isSame: false; files: { path: string; sizeBytes: number }[]; isWhole: boolean; etag: string | null };
export type GitHubChange = { path: string; before: string | null; status: string };

/** One token's view of GitHub. Throws GitHubError, whose sentence is for people. */
export type GitHubClient = {
  /** The organisation's name as GitHub writes it. */
  organization(login: string): Promise<{ login: string }>;
  /** 100 at a time; `next`: the page to ask for then, null at the end. */
  repositories(login: string, page: number): Promise<{ items: GitHubRepository[]; next: number | null }>;
  repository(fullName: string): Promise<GitHubRepository>;
  /** A text of at most 1 MB at a branch, tag or commit. */
  file(repository: string, path: string, ref: string, etag?: string | null): Promise<GitHubFile>;
  /** All files at a branch, tag or commit; none where nothing was committed yet. */
  tree(repository: string, ref: string, etag?: string | null): Promise<GitHubTree>;
  /** What differs between two commits; at most 300 files are told. */
  changes(repository: string, base: string, head: string): Promise<{ files: GitHubChange[]; isWhole: boolean }>;
  /** A branch with one commit on it, and a pull request. Asked twice for the same, it is the same pull request. */
  propose(repository: string, proposal: Proposal): Promise<Proposed>;
};

export type GitHub = { as(token: string): GitHubClient };

/** The contents API gives larger files without their text. */
const FILE_BYTES_MAX = 1_000_000;
const CHANGES_MAX = 300;
const PAGE = 100;

const Repository = z.object({
  id: z.number().int(),
  full_name: z.string(),
  default_branch: z.string(),
  archived: z.boolean().default(false),
  description: z.string().nullish(),
});
const Content = z.object({
  type: z.string(),
  encoding: z.string().optional(),
  size: z.number().optional(),
  content: z.string().optional(),
});
const Tree = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string(), size: z.number().optional() })),
  truncated: z.boolean().default(false),
});
const Comparison = z.object({
  files: z
    .array(z.object({ filename: z.string(), previous_filename: z.string().optional(), status: z.string() }))
    .default([]),
});

type Options = { endpoint?: string; fetch?: Ask };

/** GitHub's REST API; `endpoint`: another one that speaks it. */
export function restGitHub({ endpoint = GITHUB, fetch: ask = (url, init) => fetch(url, init) }: Options = {}): GitHub {
  return { as: (token) => clientOf(openCall({ endpoint, token, ask })) };
}

function clientOf(call: Call): GitHubClient {
  return {
    async organization(login) {
      const { json } = await call(`/orgs/${nameIn(login)}`);
      return read(z.object({ login: z.string() }), json);
    },

    async repositories(login, page) {
      const { json, headers } = await call(`/orgs/${nameIn(login)}/repos?per_page=${PAGE}&page=${page}&sort=full_name`);
      const items = read(z.array(Repository), json).map(asRepository);
      return { items, next: nextPage(headers.get("link")) };
    },

    async repository(fullName) {
      return asRepository(read(Repository, (await call(`/repos/${fullNameIn(fullName)}`)).json));
    },

    async file(repository, path, ref, etag) {
      const answer = await call(
        `/repos/${fullNameIn(repository)}/contents/${pathIn(path)}?ref=${encodeURIComponent(ref)}`,
        { etag },
      );
      if (answer.isSame) return { isSame: true };
      if (Array.isArray(answer.json)) throw new GitHubError("refused", `${path} is a folder.`);
      const { type, encoding, size = 0, content = "" } = read(Content, answer.json);
      if (type !== "file") throw new GitHubError("refused", `${path} is no file but a ${type}.`);
      if (size > FILE_BYTES_MAX || encoding !== "base64")
        throw new GitHubError("large", `${path} is larger than ${FILE_BYTES_MAX / 1_000_000} MB.`);
      return { isSame: false, text: decode(content, path), etag: answer.headers.get("etag") };
    },

    async tree(repository, ref, etag) {
      const path = `/repos/${fullNameIn(repository)}/git/trees/${encodeURIComponent(ref)}?recursive=1`;
      const answer = await call(path, { etag }).catch((error: unknown) => {
        // "Git Repository is empty."
        if (error instanceof GitHubError && error.failure === "conflict") return null;
        throw error;
      });
      if (!answer) return { isSame: false, files: [], isWhole: true, etag: null };
      if (answer.isSame) return { isSame: true };
      const { tree, truncated } = read(Tree, answer.json);
      const files = tree.flatMap(({ path, type, size }) => (type === "blob" ? [{ path, sizeBytes: size ?? 0 }] : []));
      return { isSame: false, files, isWhole: !truncated, etag: answer.headers.get("etag") };
    },

    async changes(repository, base, head) {
      const range = `${encodeURIComponent(base)}...${encodeURIComponent(head)}`;
      const { json } = await call(`/repos/${fullNameIn(repository)}/compare/${range}`);
      const files = read(Comparison, json).files.map(({ filename, previous_filename, status }) => ({
        path: filename,
        before: previous_filename ?? null,
        status,
      }));
      return { files, isWhole: files.length < CHANGES_MAX };
    },

    propose: (repository, proposal) => propose(call, fullNameIn(repository), proposal),
  };
}

const asRepository = (row: z.infer<typeof Repository>): GitHubRepository => ({
  id: String(row.id),
  fullName: row.full_name,
  defaultBranch: row.default_branch,
  isArchived: row.archived,
  description: row.description ?? null,
});

/** `<https://api.github.com/organizations/1/repos?page=2>; rel="next", <…>; rel="last"`: left out when there is one page. */
function nextPage(link: string | null): number | null {
  const [, address = ""] = /<([^<>]+)>\s*;[^,]*\brel="next"/.exec(link ?? "") ?? [];
  const page = URL.canParse(address) ? Number(new URL(address).searchParams.get("page")) : Number.NaN;
  return Number.isInteger(page) && page > 1 ? page : null;
}

function decode(content: string, path: string): string {
  // GitHub breaks base64 into lines of 60 characters.
  const bytes = Uint8Array.from(atob(content.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new GitHubError("refused", `${path} is no text in UTF-8.`);
  }
}

function nameIn(name: string): string {
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$/.test(name))
    throw new GitHubError("refused", `"${name.slice(0, 100)}" is no name on GitHub.`);
  return name;
}

function fullNameIn(fullName: string): string {
  const [owner = "", name = "", ...more] = fullName.split("/");
  if (more.length > 0) throw new GitHubError("refused", `"${fullName.slice(0, 200)}" is no repository.`);
  return `${nameIn(owner)}/${nameIn(name)}`;
}

function pathIn(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes(".."))
    throw new GitHubError("refused", `"${path.slice(0, 200)}" is no file.`);
  return parts.map(encodeURIComponent).join("/");
}
