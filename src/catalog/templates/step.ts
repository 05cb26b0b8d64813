import type * as z from "zod";
import type { GitHubClient } from "../../ports/github.ts";

/** The files that a run makes, by path; all texts. */
export type Workspace = Map<string, string>;

export type StepContext = {
  workspace: Workspace;
  /** Skeletons that the template holds in itself: by the url that its steps name, then by path. */
  skeletons: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** In a dry run nothing outside the workspace is changed. */
  isDryRun: boolean;
  now: Date;
  log(line: string): void;
  /** Takes entities into the catalogue; the text is checked like every import. Null in a dry run. */
  register: ((name: string, text: string) => Promise<{ entityRef: string | null }>) | null;
  /** GitHub as the connection of that owner sees it; throws TemplateError when none is connected. Null in a dry run. */
  github: ((owner: string) => Promise<GitHubClient>) | null;
};

/** One action of a template: a file in steps/ and a line in its index. */
export type StepAction<Input = never> = {
  action: string;
  title: string;
  input: z.ZodType<Input>;
  /** May run twice: a run that was cut off begins again. Throws TemplateError for what the template's author can mend. */
  run(input: Input, context: StepContext): Promise<Record<string, unknown>>;
};
export type AnyStep = StepAction<unknown>;
/** Erases the type of the input: whoever runs a step passes what its own schema has parsed. */
export const step = <Input>(definition: StepAction<Input>): AnyStep => definition as unknown as AnyStep;
