import { createHash, createHmac } from "node:crypto";
import { freePort } from "./free-port.ts";
import { answerGitHub, sha1 } from "./github-rest.ts";

export type Files = Record<string, string>;
export type FakeCommit = { sha: string; tree: string; parents: string[]; message: string };
export type FakePull = { number: number; title: string; body: string; head: string; base: string; draft: boolean };
export type FakeRepository = {
  id: number;
  fullName: string;
  defaultBranch: string;
  isArchived: boolean;
  description: string | null;
  branches: Map<string, string>;
  pulls: FakePull[];
};
export type FakeGitHubState = {
  token: string;
  organizations: Set<string>;
  repositories: Map<string, FakeRepository>;
  /** By their SHA, as in Git: trees are their files, blobs their texts. */
  trees: Map<string, Files>;
  commits: Map<string, FakeCommit>;
  /** Requests that are left, and when there are more, in epoch seconds. */
  rate: { remaining: number; resetAt: number };
  /** Answers the next requests with this instead. */
  failNext: { status: number; headers?: Record<string, string>; message?: string }[];
  asked: { method: string; path: string; status: number }[];
};

/**
 * GitHub's REST API, as far as src/ports/github.ts asks it, and its signed push webhooks: as docs.github.com describes
 * them. Refuses what the real one refuses: no token (401), no user agent (403), another media type (415), another
 * version (400), too many requests (403 with x-ratelimit-reset; an unchanged answer, 304, costs nothing).
 */
export function openGitHub(token = "ghp_fixture_of_the_tests") {
  const state: FakeGitHubState = {
    token,
    organizations: new Set(),
    repositories: new Map(),
    trees: new Map(),
    commits: new Map(),
    rate: { remaining: 5_000, resetAt: Math.floor(Date.now() / 1000) + 3_600 },
    failNext: [],
    asked: [],
  };
  async function answer(request: Request) {
    const { pathname, search } = new URL(request.url);
    const response = await answerGitHub(state, request);
    state.asked.push({ method: request.method, path: `${pathname}${search}`, status: response.status });
    return response;
  }
  let ids = 1_000;

  function addRepository(fullName: string, files: Files = {}, more: Partial<FakeRepository> = {}) {
    const repository: FakeRepository = {
      id: ids++,
      fullName,
      defaultBranch: "main",
      isArchived: false,
      description: null,
      branches: new Map(),
      pulls: [],
      ...more,
    };
    state.organizations.add(fullName.split("/")[0] ?? "");
    state.repositories.set(fullName.toLowerCase(), repository);
    if (Object.keys(files).length > 0) commit(state, repository, repository.defaultBranch, files, "First");
    return repository;
  }

  /** A commit on a branch; null removes a file. @returns what GitHub tells webhooks of it. */
  function push(
    fullName: string,
    changes: Record<string, string | null>,
    { branch, message = "A change" }: { branch?: string; message?: string } = {},
  ) {
    const repository = state.repositories.get(fullName.toLowerCase());
    if (!repository) throw new Error(`no repository ${fullName}`);
    const on = branch ?? repository.defaultBranch;
    const before = repository.branches.get(on);
    const present = before ? (state.trees.get(state.commits.get(before)?.tree ?? "") ?? {}) : {};
    const files = { ...present };
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) delete files[path];
      else files[path] = text;
    }
    const after = commit(state, repository, on, files, message);
    const paths = Object.keys(changes);
    return {
      ref: `refs/heads/${on}`,
      before: before ?? "0".repeat(40),
      after,
      created: !before,
      deleted: false,
      forced: false,
      repository: {
        id: repository.id,
        name: fullName.split("/")[1],
        full_name: repository.fullName,
        default_branch: repository.defaultBranch,
        owner: { login: fullName.split("/")[0] },
      },
      commits: [
        {
          id: after,
          message,
          added: paths.filter((path) => changes[path] !== null && !(path in present)),
          removed: paths.filter((path) => changes[path] === null),
          modified: paths.filter((path) => changes[path] !== null && path in present),
        },
      ],
    };
  }

  /** The files of a branch now. */
  function filesOf(fullName: string, branch: string): Files {
    const head = state.repositories.get(fullName.toLowerCase())?.branches.get(branch) ?? "";
    return state.trees.get(state.commits.get(head)?.tree ?? "") ?? {};
  }

  return { ...state, state, answer, addRepository, push, filesOf };
}

/** The same on a port of its own. */
export function startGitHub({ token, port = freePort() }: { token?: string; port?: number } = {}) {
  const github = openGitHub(token);
  const server = Bun.serve({ port, hostname: "127.0.0.1", fetch: github.answer });
  return { ...github, url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}
export type FakeGitHub = ReturnType<typeof openGitHub>;

/** A delivery as GitHub sends it: the signature is over the body, and over nothing else. */
export function delivery(payload: unknown, secret: string, event = "push") {
  const body = JSON.stringify(payload);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/044aadd",
      "x-github-event": event,
      "x-github-delivery": crypto.randomUUID(),
      "x-hub-signature-256": `sha256=${signature}`,
    },
  };
}

export function commit(
  state: FakeGitHubState,
  repository: FakeRepository,
  branch: string,
  files: Files,
  message: string,
): string {
  const tree = writeTree(state, files);
  const parent = repository.branches.get(branch);
  const sha = writeCommit(state, { tree, parents: parent ? [parent] : [], message });
  repository.branches.set(branch, sha);
  return sha;
}

export function writeTree(state: FakeGitHubState, files: Files): string {
  const sha = sha1(JSON.stringify(Object.entries(files).sort()));
  state.trees.set(sha, files);
  return sha;
}

let count = 0;
/** Two commits of the same are two: their times differ. */
export function writeCommit(state: FakeGitHubState, made: Omit<FakeCommit, "sha">): string {
  const sha = createHash("sha1")
    .update(`${JSON.stringify(made)} ${++count}`)
    .digest("hex");
  state.commits.set(sha, { sha, ...made });
  return sha;
}
