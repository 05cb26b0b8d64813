import * as z from "zod";
import { type Call, GitHubError, read } from "./github-call.ts";

export type Proposal = {
  branch: string;
  /** The branch that it should go into. */
  base: string;
  title: string;
  body: string;
  message: string;
  files: readonly { path: string; text: string }[];
  isDraft?: boolean;
  /** Where the branch is there already: put the commit on top of it. Otherwise that is a conflict. */
  isUpdate?: boolean;
};
export type Proposed = { number: number; url: string; branch: string; base: string };

const Ref = z.object({ object: z.object({ sha: z.string() }) });
const Commit = z.object({ sha: z.string(), tree: z.object({ sha: z.string() }) });
const Made = z.object({ sha: z.string() });
const Pull = z.object({ number: z.number().int(), html_url: z.string(), base: z.object({ ref: z.string() }) });

/**
 * By GitHub's Git database: a tree on top of the branch's, a commit, a reference, a pull request. Every step finds what an
 * earlier run has made: a run that was cut off begins again.
 */
export async function propose(call: Call, repository: string, proposal: Proposal): Promise<Proposed> {
  const { branch, base, title, body, message, files, isDraft = false, isUpdate = false } = proposal;
  const git = `/repos/${repository}/git`;
  const headOf = async (name: string) => read(Ref, (await call(`${git}/ref/heads/${refIn(name)}`)).json).object.sha;
  const treeOf = async (sha: string) => read(Commit, (await call(`${git}/commits/${sha}`)).json).tree.sha;
  const present = await headOf(branch).catch(onlyAbsent);
  const parent = present !== null && isUpdate ? present : await headOf(base);
  const baseTree = await treeOf(parent);
  const { sha: tree } = read(
    Made,
    (
      await call(`${git}/trees`, {
        method: "POST",
        body: {
          base_tree: baseTree,
          tree: files.map(({ path, text }) => ({ path, mode: "100644", type: "blob", content: text })),
        },
      })
    ).json,
  );
  if (present !== null && !isUpdate && (await treeOf(present)) !== tree)
    throw new GitHubError("conflict", `The branch ${branch} is there already, with something else in it.`);
  if (tree === baseTree && present === null)
    throw new GitHubError("conflict", `These files are in ${base} already, as they are.`);
  if (present === null || (isUpdate && tree !== baseTree)) {
    const { sha } = read(
      Made,
      (await call(`${git}/commits`, { method: "POST", body: { message, tree, parents: [parent] } })).json,
    );
    if (present === null) await call(`${git}/refs`, { method: "POST", body: { ref: `refs/heads/${branch}`, sha } });
    else await call(`${git}/refs/heads/${refIn(branch)}`, { method: "PATCH", body: { sha, force: false } });
  }
  const pulls = `/repos/${repository}/pulls`;
  const [owner = ""] = repository.split("/");
  const open = `${pulls}?state=open&base=${encodeURIComponent(base)}&head=${encodeURIComponent(`${owner}:${branch}`)}`;
  const [before] = read(z.array(Pull), (await call(open)).json);
  const pull =
    before ??
    read(Pull, (await call(pulls, { method: "POST", body: { title, head: branch, base, body, draft: isDraft } })).json);
  return { number: pull.number, url: pull.html_url, branch, base: pull.base.ref };
}

/** Its slashes stay; git-check-ref-format(1) tells what a branch may be called, and GitHub refuses the rest. */
function refIn(branch: string): string {
  const parts = branch.split("/");
  if (parts.some((part) => part === "" || part.startsWith(".")))
    throw new GitHubError("conflict", `"${branch.slice(0, 100)}" is no name for a branch.`);
  return parts.map(encodeURIComponent).join("/");
}

function onlyAbsent(error: unknown): null {
  if (error instanceof GitHubError && error.failure === "absent") return null;
  throw error;
}
