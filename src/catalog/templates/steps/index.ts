import type { AnyStep } from "../step.ts";
import catalogRegister from "./catalog-register.ts";
import catalogWrite from "./catalog-write.ts";
import debugLog from "./debug-log.ts";
import fetchPlain from "./fetch-plain.ts";
import fetchTemplate from "./fetch-template.ts";
import fsDelete from "./fs-delete.ts";
import fsReaddir from "./fs-readdir.ts";
import fsRename from "./fs-rename.ts";
import publishGitHubPullRequest from "./publish-github-pull-request.ts";

/** What a step may do; an action that is not here is named in the dry run, and refused before a run begins. */
export const STEPS: ReadonlyMap<string, AnyStep> = new Map(
  [
    catalogRegister,
    catalogWrite,
    debugLog,
    fetchPlain,
    fetchTemplate,
    fsDelete,
    fsReaddir,
    fsRename,
    publishGitHubPullRequest,
  ].map((step) => [step.action, step]),
);
