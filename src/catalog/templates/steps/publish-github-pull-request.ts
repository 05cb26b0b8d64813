import * as z from "zod";
import { GitHubError } from "../../../ports/github.ts";
import { TemplateError } from "../expression.ts";
import { step } from "../step.ts";
import { cleanPath, filesAt } from "../workspace.ts";

/** Inputs and outputs as Backstage's plugin-scaffolder-backend-module-github has them. */
export default step({
  action: "publish:github:pull-request",
  title: "Propose the files as a pull request on GitHub",
  input: z.object({
    repoUrl: z.string(),
    branchName: z.string().min(1).max(200),
    targetBranchName: z.string().max(200).optional(),
    title: z.string().min(1).max(256),
    description: z.string().max(60_000),
    commitMessage: z.string().max(10_000).optional(),
    sourcePath: z.string().default("."),
    targetPath: z.string().default("."),
    draft: z.boolean().default(false),
    update: z.boolean().default(false),
    token: z.unknown().optional(),
    reviewers: z.array(z.string()).default([]),
    teamReviewers: z.array(z.string()).default([]),
  }),
  async run(input, { workspace, github, log }) {
    const { owner, repository } = readRepoUrl(input.repoUrl);
    const source = cleanPath(input.sourcePath);
    const target = cleanPath(input.targetPath);
    const files = filesAt(workspace, input.sourcePath).map((path) => {
      const inside = source === "" || path === source ? path : path.slice(source.length + 1);
      return { path: target === "" ? inside : `${target}/${inside}`, text: workspace.get(path) ?? "" };
    });
    if (files.length === 0) throw new TemplateError(`There are no files in ${input.sourcePath} to propose.`);
    if (input.token !== undefined) log("The token in the template is not used: the connection's is.");
    const asked = [...input.reviewers, ...input.teamReviewers];
    if (asked.length > 0) log(`Ask for a review yourself: ${asked.join(", ")}`);
    const into = input.targetBranchName ?? "its default branch";
    if (!github) {
      log(`${files.length} files would be proposed to ${owner}/${repository}, from ${input.branchName} into ${into}`);
      return {
        remoteUrl: `https://github.com/${owner}/${repository}/pulls`,
        pullRequestNumber: 0,
        targetBranchName: input.targetBranchName ?? "main",
      };
    }
    const client = await github(owner);
    try {
      const base = input.targetBranchName ?? (await client.repository(`${owner}/${repository}`)).defaultBranch;
      const { number, url } = await client.propose(`${owner}/${repository}`, {
        branch: input.branchName,
        base,
        title: input.title,
        body: input.description,
        message: input.commitMessage ?? input.title,
        files,
        isDraft: input.draft,
        isUpdate: input.update,
      });
      log(`Pull request ${number}: ${url}`);
      return { remoteUrl: url, pullRequestNumber: number, targetBranchName: base };
    } catch (error) {
      // What a wait mends is the job's to try again.
      if (error instanceof GitHubError && !["limited", "unavailable"].includes(error.failure))
        throw new TemplateError(error.message);
      throw error;
    }
  },
});

/** `github.com?owner=acme&repo=shop`, as Backstage's repository picker writes it. */
function readRepoUrl(repoUrl: string): { owner: string; repository: string } {
  const address = `https://${repoUrl.replace(/^https?:\/\//, "")}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const [owner, repository] = [url?.searchParams.get("owner"), url?.searchParams.get("repo")];
  if (url?.hostname !== "github.com" || !owner || !repository)
    throw new TemplateError(
      `"${repoUrl.slice(0, 120)}" is not of the form github.com?owner=<owner>&repo=<repository>.`,
    );
  return { owner, repository };
}
