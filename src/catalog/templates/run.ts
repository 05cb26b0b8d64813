import * as z from "zod";
import { isRecord, isTrue, NotHere, Pending, TemplateError, toText } from "./expression.ts";
import { renderValue } from "./render.ts";
import type { StepContext, Workspace } from "./step.ts";
import { STEPS } from "./steps/index.ts";

const STEPS_MAX = 100;
const EACH_MAX = 100;
const LINES_MAX = 500;
const LINE_MAX = 2_000;

/** The part of a template that runs. The catalogue has validated the rest. */
export const TemplateSpec = z.object({
  parameters: z.unknown().optional(),
  steps: z
    .array(
      z.object({
        id: z.string().optional(),
        name: z.string().optional(),
        action: z.string(),
        input: z.record(z.string(), z.unknown()).default({}),
        if: z.unknown().optional(),
        each: z.unknown().optional(),
      }),
    )
    .max(STEPS_MAX),
  output: z
    .object({
      links: z.array(z.record(z.string(), z.unknown())).default([]),
      text: z.array(z.record(z.string(), z.unknown())).default([]),
    })
    .prefault({}),
  /** Ours: files in the template itself, by the url under which a step asks for them. */
  skeletons: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
export type TemplateSpec = z.infer<typeof TemplateSpec>;

/** unsupported: this product does not know the action. missing: its files are not in the template. */
export type StepStatus = "waiting" | "done" | "skipped" | "failed" | "unsupported";
export type StepReport = {
  id: string;
  name: string;
  action: string;
  status: StepStatus;
  message: string | null;
  log: string[];
};
export type RunReport = {
  status: "done" | "failed";
  steps: StepReport[];
  output: {
    links: { title: string; url: string | null; entityRef: string | null }[];
    text: { title: string; content: string }[];
  };
  files: { path: string; size: number }[];
};

export type RunInput = {
  spec: TemplateSpec;
  parameters: Readonly<Record<string, unknown>>;
  user: { ref: string; name: string };
  taskId: string;
  workspace: Workspace;
} & Pick<StepContext, "isDryRun" | "now" | "register" | "github">;

/** Templates may ask for the caller as an entity. */
export const userOf = ({ name }: { name: string }) => ({
  ref: `user:default/${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "someone"
  }`,
  name,
});

/** Which steps of a template nobody here can do. */
export const unsupportedSteps = ({ steps }: Pick<TemplateSpec, "steps">) =>
  steps.flatMap(({ id, name, action }, i) =>
    STEPS.has(action) ? [] : [{ id: id ?? `step-${i + 1}`, name: name ?? action, action }],
  );

/**
 * Runs the steps one after the other, until one fails. A dry run goes on after a step that it cannot do and says so; what
 * that step would have answered is then a name in angle quotes.
 */
export async function runTemplate(
  input: RunInput,
  onStep: (reports: StepReport[]) => Promise<unknown> = async () => {},
): Promise<RunReport> {
  const { spec, isDryRun, workspace } = input;
  const outputs: Record<string, unknown> = {};
  const scope = {
    parameters: input.parameters,
    steps: outputs,
    secrets: new Pending("secrets"),
    user: { ref: input.user.ref, entity: { metadata: { name: input.user.name } } },
    context: { task: { id: input.taskId } },
  };
  const reports = spec.steps.map(
    ({ id, name, action }, i): StepReport => ({
      id: id ?? `step-${i + 1}`,
      name: name ?? action,
      action,
      status: "waiting",
      message: null,
      log: [],
    }),
  );
  for (const [index, definition] of spec.steps.entries()) {
    const report = reports[index];
    if (!report) continue;
    const done = await runStep(definition, report, scope, input);
    Object.assign(report, done.report);
    outputs[report.id] = { output: done.output };
    if (done.report.status === "failed" && !isDryRun) break;
    await onStep(reports);
  }
  const failed = reports.some(({ status }) => status === "failed");
  return {
    status: failed ? "failed" : "done",
    steps: reports,
    output: failed && !isDryRun ? { links: [], text: [] } : outputOf(spec, scope),
    files: [...workspace]
      .map(([path, text]) => ({ path, size: text.length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

type Done = { report: Pick<StepReport, "status" | "message" | "log">; output: unknown };

async function runStep(
  definition: TemplateSpec["steps"][number],
  { id }: StepReport,
  scope: Record<string, unknown>,
  input: RunInput,
): Promise<Done> {
  const log: string[] = [];
  const write = (line: string) => {
    if (log.length < LINES_MAX) log.push(line.slice(0, LINE_MAX));
  };
  const ended = (
    status: StepStatus,
    message: string | null,
    output: unknown = new Pending(`steps.${id}.output`),
  ): Done => ({ report: { status, message, log }, output });
  try {
    if (definition.if !== undefined && !isTrue(renderValue(definition.if, scope)))
      return ended("skipped", "Its condition is false.", {});
    const action = STEPS.get(definition.action);
    if (!action) {
      // Its input is rendered all the same: a mistake in it is told now, not when the step can be done.
      renderValue(definition.input, scope);
      return ended("unsupported", `DevControl cannot do ${definition.action} yet.`);
    }
    const context: StepContext = {
      workspace: input.workspace,
      skeletons: input.spec.skeletons,
      isDryRun: input.isDryRun,
      now: input.now,
      register: input.register,
      github: input.github,
      log: write,
    };
    const one = async (inner: Record<string, unknown>) => {
      const parsed = action.input.safeParse(withoutPending(renderValue(definition.input, inner)));
      if (!parsed.success)
        throw new TemplateError(
          parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
        );
      return action.run(parsed.data, context);
    };
    if (definition.each === undefined) return ended("done", null, await one(scope));
    const over = renderValue(definition.each, scope);
    const items = Array.isArray(over)
      ? over.map((value, key) => ({ key: String(key), value }))
      : isRecord(over)
        ? Object.entries(over).map(([key, value]) => ({ key, value }))
        : [];
    if (items.length > EACH_MAX) throw new TemplateError(`A step goes round at most ${EACH_MAX} times.`);
    const all: unknown[] = [];
    for (const each of items) all.push(await one({ ...scope, each }));
    return ended("done", `${items.length} times`, all);
  } catch (error) {
    if (error instanceof NotHere && input.isDryRun) return ended("unsupported", error.message);
    if (error instanceof TemplateError || error instanceof TypeError) return ended("failed", error.message);
    throw error;
  }
}

/** Where something is not known before the run, its name stands for it. */
const withoutPending = (value: unknown): unknown => {
  if (value instanceof Pending) return String(value);
  if (Array.isArray(value)) return value.map(withoutPending);
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPending(inner)]))
    : value;
};

function outputOf({ output }: TemplateSpec, scope: Record<string, unknown>): RunReport["output"] {
  const render = (value: unknown) => {
    try {
      return toText(renderValue(value, scope));
    } catch (error) {
      if (error instanceof TemplateError) return error.message;
      throw error;
    }
  };
  const isShown = (each: Record<string, unknown>) => each.if === undefined || isTrue(renderValue(each.if, scope));
  return {
    links: output.links.filter(isShown).map(({ title, url, entityRef }) => ({
      title: render(title),
      url: url === undefined ? null : render(url),
      entityRef: entityRef === undefined ? null : render(entityRef),
    })),
    text: output.text.filter(isShown).map(({ title, content }) => ({ title: render(title), content: render(content) })),
  };
}
