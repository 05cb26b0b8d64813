import { createHash } from "node:crypto";
import * as z from "zod";
import { type FakeGitHubState, type FakePull, type FakeRepository, writeCommit, writeTree } from "./github.ts";

const PER_PAGE_MAX = 100;
const CONTENT_BYTES_MAX = 1024 * 1024;
const VERSIONS = ["2022-11-28", "2026-03-10"];
const LINE = 60;

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: unknown[],
  ) {
    super(message);
  }
}
export const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
const notFound = () => new Refusal(404, "Not Found");

/** One request. What it answers is documented at docs.github.com/rest. */
export async function answerGitHub(state: FakeGitHubState, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const failure = state.failNext.shift();
  if (failure) return say(state, failure.status, { message: failure.message ?? "Failed" }, failure.headers);
  try {
    refuseStrangers(state, request);
    const { status, body, headers } = await route(state, request, url);
    const etag = `W/"${createHash("sha256").update(JSON.stringify(body)).digest("hex")}"`;
    if (request.method === "GET" && request.headers.get("if-none-match") === etag)
      return new Response(null, { status: 304, headers: { etag, ...rateHeaders(state) } });
    state.rate.remaining--;
    return say(state, status, body, { ...headers, ...(request.method === "GET" && { etag }) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return say(state, error.status, { message: error.message, ...(error.errors && { errors: error.errors }) });
  }
}

const rateHeaders = ({ rate }: FakeGitHubState) => ({
  date: new Date().toUTCString(),
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": String(Math.max(0, rate.remaining)),
  "x-ratelimit-reset": String(rate.resetAt),
});
const say = (state: FakeGitHubState, status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...rateHeaders(state), ...headers },
  });

function refuseStrangers({ token, rate }: FakeGitHubState, { headers }: Request) {
  if (!headers.get("user-agent")) throw new Refusal(403, "Request forbidden by administrative rules.");
  if (headers.get("authorization") !== `Bearer ${token}`) throw new Refusal(401, "Bad credentials");
  if (headers.get("accept") !== "application/vnd.github+json") throw new Refusal(415, "Unsupported 'Accept' header");
  if (!VERSIONS.includes(headers.get("x-github-api-version") ?? "")) throw new Refusal(400, "Unsupported version");
  if (rate.remaining <= 0) throw new Refusal(403, "API rate limit exceeded for user ID 1.");
}

type Answer = { status: number; body: unknown; headers?: Record<string, string> };
const ok = (body: unknown, headers?: Record<string, string>): Answer => ({ status: 200, body, headers });
const created = (body: unknown): Answer => ({ status: 201, body });

async function route(state: FakeGitHubState, request: Request, url: URL): Promise<Answer> {
  const parts = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const [kind, owner = "", name = "", ...rest] = parts;
  if (kind === "orgs") {
    const login = [...state.organizations].find((each) => each.toLowerCase() === owner.toLowerCase());
    if (!login) throw notFound();
    if (name === "" && request.method === "GET") return ok({ login, id: 1, type: "Organization" });
    if (name === "repos" && request.method === "GET") return repositoriesOf(state, login, url);
  }
  if (kind !== "repos") throw notFound();
  const repository = state.repositories.get(`${owner}/${name}`.toLowerCase());
  if (!repository) throw notFound();
  const path = rest.join("/");
  if (request.method === "GET") return readRepository(state, repository, path, url);
  const body: unknown = await request.json().catch(() => {
    throw new Refusal(400, "Problems parsing JSON");
  });
  return changeRepository(state, repository, `${request.method} ${path}`, body);
}

function repositoriesOf(state: FakeGitHubState, login: string, url: URL): Answer {
  const perPage = Math.min(PER_PAGE_MAX, Number(url.searchParams.get("per_page") ?? 30));
  const page = Number(url.searchParams.get("page") ?? 1);
  const all = [...state.repositories.values()]
    .filter(({ fullName }) => fullName.toLowerCase().startsWith(`${login.toLowerCase()}/`))
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const at = (number: number) => `${url.origin}/organizations/1/repos?per_page=${perPage}&page=${number}`;
  const links = [
    ...(page > 1 ? [`<${at(page - 1)}>; rel="prev"`] : []),
    ...(page < last ? [`<${at(page + 1)}>; rel="next"`, `<${at(last)}>; rel="last"`] : []),
    ...(page > 1 ? [`<${at(1)}>; rel="first"`] : []),
  ];
  const items = all.slice((page - 1) * perPage, page * perPage).map(asJson);
  return ok(items, links.length > 0 ? { link: links.join(", ") } : undefined);
}

const asJson = ({ id, fullName, defaultBranch, isArchived, description }: FakeRepository) => ({
  id,
  name: fullName.split("/")[1],
  full_name: fullName,
  default_branch: defaultBranch,
  archived: isArchived,
  description,
  private: true,
  html_url: `https://github.com/${fullName}`,
});

function commitAt(state: FakeGitHubState, repository: FakeRepository, ref: string) {
  if (repository.branches.size === 0) throw new Refusal(409, "Git Repository is empty.");
  const found = state.commits.get(repository.branches.get(ref) ?? ref);
  if (!found) throw notFound();
  return found;
}

function readRepository(state: FakeGitHubState, repository: FakeRepository, path: string, url: URL): Answer {
  if (path === "") return ok(asJson(repository));
  const [, file] = /^contents\/(.+)$/.exec(path) ?? [];
  if (file !== undefined) {
    const ref = url.searchParams.get("ref") ?? repository.defaultBranch;
    const { tree } = repository.branches.size > 0 ? commitAt(state, repository, ref) : { tree: "" };
    return contentOf(state.trees.get(tree) ?? {}, file);
  }
  const [, treeish] = /^git\/trees\/(.+)$/.exec(path) ?? [];
  if (treeish !== undefined) {
    const { tree } = commitAt(state, repository, treeish);
    const files = state.trees.get(tree) ?? {};
    const entries = Object.entries(files).map(([name, text]) => ({
      path: name,
      mode: "100644",
      type: "blob",
      sha: sha1(text),
      size: Buffer.byteLength(text),
    }));
    return ok({ sha: tree, tree: [...foldersOf(files), ...entries], truncated: false });
  }
  const [, branch] = /^git\/ref\/heads\/(.+)$/.exec(path) ?? [];
  if (branch !== undefined) {
    const sha = repository.branches.get(branch);
    if (!sha) throw notFound();
    return ok({ ref: `refs/heads/${branch}`, object: { type: "commit", sha } });
  }
  const [, commit] = /^git\/commits\/([0-9a-f]{40})$/.exec(path) ?? [];
  if (commit !== undefined) {
    const { sha, tree, parents, message } = commitAt(state, repository, commit);
    return ok({ sha, tree: { sha: tree }, parents: parents.map((each) => ({ sha: each })), message });
  }
  const [, base, head] = /^compare\/(.+)\.\.\.(.+)$/.exec(path) ?? [];
  if (base !== undefined && head !== undefined) {
    const [from, to] = [base, head].map((ref) => state.trees.get(commitAt(state, repository, ref).tree) ?? {});
    return ok({ files: differences(from ?? {}, to ?? {}) });
  }
  if (path === "pulls") {
    const [wanted, into] = [url.searchParams.get("head"), url.searchParams.get("base")];
    const [owner] = repository.fullName.split("/");
    const found = repository.pulls.filter(
      (pull) => (!wanted || wanted === `${owner}:${pull.head}`) && (!into || into === pull.base),
    );
    return ok(found.map((pull) => pullJson(repository, pull)));
  }
  throw notFound();
}

const foldersOf = (files: Record<string, string>) => {
  const folders = Object.keys(files).flatMap((path) =>
    path
      .split("/")
      .slice(0, -1)
      .map((_, i, all) => all.slice(0, i + 1).join("/")),
  );
  return [...new Set(folders)].map((path) => ({ path, mode: "040000", type: "tree", sha: sha1(path) }));
};

function contentOf(files: Record<string, string>, path: string): Answer {
  const text = files[path];
  if (text === undefined) {
    const inside = Object.keys(files).filter((each) => each.startsWith(`${path}/`));
    if (inside.length === 0) throw notFound();
    return ok(inside.map((each) => ({ type: "file", path: each })));
  }
  const size = Buffer.byteLength(text);
  const isLarge = size > CONTENT_BYTES_MAX;
  const content = Buffer.from(text)
    .toString("base64")
    .replace(new RegExp(`(.{${LINE}})`, "g"), "$1\n");
  return ok({
    type: "file",
    encoding: isLarge ? "none" : "base64",
    size,
    name: path.split("/").at(-1),
    path,
    content: isLarge ? "" : `${content}\n`,
    sha: sha1(text),
  });
}

function differences(from: Record<string, string>, to: Record<string, string>) {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((path) => from[path] !== to[path])
    .map((filename) => ({
      filename,
      status: from[filename] === undefined ? "added" : to[filename] === undefined ? "removed" : "modified",
    }))
    .slice(0, 300);
}

const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string().regex(/^(?!\/)[^\0]+$/),
      mode: z.enum(["100644", "100755"]),
      type: z.literal("blob"),
      content: z.string(),
    }),
  ),
});
const NewCommit = z.object({ message: z.string().min(1), tree: z.string(), parents: z.array(z.string()) });
const NewRef = z.object({ ref: z.string().regex(/^refs\/heads\/.+/), sha: z.string() });
const NewPull = z.object({
  title: z.string().min(1),
  head: z.string(),
  base: z.string(),
  body: z.string().default(""),
  draft: z.boolean().default(false),
});

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(422, "Validation Failed", [{ message: z.prettifyError(result.error) }]);
  return result.data;
}

function changeRepository(state: FakeGitHubState, repository: FakeRepository, what: string, body: unknown): Answer {
  if (what === "POST git/trees") {
    const { base_tree, tree } = parsed(NewTree, body);
    const base = base_tree === undefined ? {} : state.trees.get(base_tree);
    if (!base) throw new Refusal(422, "tree.sha is not a valid tree");
    const sha = writeTree(state, { ...base, ...Object.fromEntries(tree.map(({ path, content }) => [path, content])) });
    return created({ sha });
  }
  if (what === "POST git/commits") {
    const { message, tree, parents } = parsed(NewCommit, body);
    if (!state.trees.has(tree) || parents.some((sha) => !state.commits.has(sha)))
      throw new Refusal(422, "Tree SHA does not exist");
    return created({ sha: writeCommit(state, { tree, parents, message }) });
  }
  if (what === "POST git/refs") {
    const { ref, sha } = parsed(NewRef, body);
    const branch = ref.slice("refs/heads/".length);
    if (repository.branches.has(branch)) throw new Refusal(422, "Reference already exists");
    if (!state.commits.has(sha)) throw new Refusal(422, "Object does not exist");
    repository.branches.set(branch, sha);
    return created({ ref, object: { type: "commit", sha } });
  }
  const [, moved] = /^PATCH git\/refs\/heads\/(.+)$/.exec(what) ?? [];
  if (moved !== undefined) {
    const { sha, force } = parsed(z.object({ sha: z.string(), force: z.boolean().default(false) }), body);
    const before = repository.branches.get(moved);
    if (!before) throw new Refusal(422, "Reference does not exist");
    if (!force && !state.commits.get(sha)?.parents.includes(before))
      throw new Refusal(422, "Update is not a fast forward");
    repository.branches.set(moved, sha);
    return ok({ ref: `refs/heads/${moved}`, object: { type: "commit", sha } });
  }
  if (what === "POST pulls") {
    const wanted = parsed(NewPull, body);
    if (!repository.branches.has(wanted.head) || !repository.branches.has(wanted.base))
      throw new Refusal(422, "Validation Failed", [{ message: "head or base is invalid" }]);
    if (repository.pulls.some(({ head, base }) => head === wanted.head && base === wanted.base))
      throw new Refusal(422, "Validation Failed", [{ message: "A pull request already exists" }]);
    const pull = { ...wanted, number: repository.pulls.length + 1 };
    repository.pulls.push(pull);
    return created(pullJson(repository, pull));
  }
  throw notFound();
}

const pullJson = ({ fullName }: FakeRepository, { number, title, head, base, draft }: FakePull) => ({
  number,
  title,
  draft,
  state: "open",
  html_url: `https://github.com/${fullName}/pull/${number}`,
  head: { ref: head },
  base: { ref: base },
});
