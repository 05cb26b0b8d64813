import { and, asc, desc, eq, isNotNull, isNull } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { entities } from "../../../db/schema/catalog.ts";
import { templateRuns } from "../../../db/schema/templates.ts";
import type { OrgContext } from "../../base/context.ts";
import { badRequest, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { later } from "../../base/jobs.ts";
import { checkAnswers, type FormPage, formOf } from "./form.ts";
import { runTemplate, TemplateSpec, unsupportedSteps, userOf } from "./run.ts";
import { RUN_TEMPLATE } from "./run-job.ts";
import { STEPS } from "./steps/index.ts";

const TEMPLATES_MAX = 200;
const RUNS_SHOWN = 20;
/** What a person answers; a template that needs more is no form. */
const ANSWERS_MAX = 100_000;

export const Answers = z
  .record(z.string().max(200), z.unknown())
  .refine(
    (answers) => JSON.stringify(answers).length <= ANSWERS_MAX,
    `Answers have at most ${ANSWERS_MAX} characters.`,
  );

const listed = {
  id: entities.id,
  ref: entities.ref,
  title: entities.title,
  type: entities.type,
  ownerRef: entities.ownerRef,
  declared: entities.declared,
};
const runShown = {
  id: templateRuns.id,
  templateRef: templateRuns.templateRef,
  title: templateRuns.title,
  state: templateRuns.state,
  problem: templateRuns.problem,
  startedBy: templateRuns.startedBy,
  createdAt: templateRuns.createdAt,
  finishedAt: templateRuns.finishedAt,
};

export const templateRows = (db: ReadDb) =>
  [
    db
      .select(listed)
      .from(entities)
      .where(and(eq(entities.kind, "Template"), isNotNull(entities.declared), isNull(entities.orphanedAt)))
      .orderBy(asc(entities.title))
      .limit(TEMPLATES_MAX),
    db.select(runShown).from(templateRuns).orderBy(desc(templateRuns.id)).limit(RUNS_SHOWN),
  ] as const;

export const templateRow = (db: ReadDb, ref: string) =>
  [
    db
      .select(listed)
      .from(entities)
      .where(and(eq(entities.ref, ref), eq(entities.kind, "Template"))),
    db
      .select(runShown)
      .from(templateRuns)
      .where(eq(templateRuns.templateRef, ref))
      .orderBy(desc(templateRuns.id))
      .limit(RUNS_SHOWN),
  ] as const;

type Row = {
  ref: string;
  title: string;
  type: string | null;
  ownerRef: string | null;
  declared: (typeof entities.$inferSelect)["declared"];
};

/** What people see of a template before they answer anything. */
export function describeTemplate({ ref, title, type, ownerRef, declared }: Row) {
  const description = declared?.metadata.description;
  const about = { ref, title, type, ownerRef, description: typeof description === "string" ? description : null };
  const spec = TemplateSpec.safeParse(declared?.spec ?? {});
  if (!spec.success) return { ...about, problem: "Its steps cannot be read.", steps: [], unsupported: [] };
  return {
    ...about,
    problem: null,
    steps: spec.data.steps.map(({ id, name, action }, i) => ({
      id: id ?? `step-${i + 1}`,
      name: name ?? action,
      action,
      isSupported: STEPS.has(action),
    })),
    unsupported: unsupportedSteps(spec.data),
  };
}

/** The template as it runs; throws what people can act on. */
export function readTemplate(row: Row | undefined): { spec: TemplateSpec; pages: FormPage[]; title: string } {
  if (!row?.declared) throw notFound("The template");
  const spec = TemplateSpec.safeParse(row.declared.spec ?? {});
  if (!spec.success) throw badRequest("The steps of this template cannot be read. Mend its file and import it again.");
  return { spec: spec.data, pages: formOf(spec.data.parameters), title: row.title };
}

/** Answers to the form; what nobody asked and what is secret is left out. */
export function readAnswers(
  pages: readonly FormPage[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { answers, problems } = checkAnswers(pages, given);
  if (Object.keys(problems).length > 0) throw badRequest("Some answers are missing or not valid.", problems);
  const secrets = new Set(
    pages.flatMap(({ fields }) => fields.flatMap(({ as, name }) => (as === "secret" ? [name] : []))),
  );
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !secrets.has(name)));
}

/** Runs it in memory: nothing is written anywhere. */
export async function dryRun(
  row: Row | undefined,
  given: Readonly<Record<string, unknown>>,
  who: { name: string },
  now: Date,
) {
  const { spec, pages } = readTemplate(row);
  const workspace = new Map<string, string>();
  const report = await runTemplate({
    ...{ spec, parameters: readAnswers(pages, given), workspace, now },
    user: userOf(who),
    taskId: "dry-run",
    isDryRun: true,
    register: null,
    github: null,
  });
  return { ...report, files: report.files.map((file) => ({ ...file, text: workspace.get(file.path) ?? "" })) };
}

export async function startRun(context: OrgContext, ref: string, given: Readonly<Record<string, unknown>>) {
  const { tx, now, actor, organization } = context;
  const [row] = await tx
    .select(listed)
    .from(entities)
    .where(and(eq(entities.ref, ref), eq(entities.kind, "Template")));
  const { spec, pages, title } = readTemplate(row);
  const unsupported = unsupportedSteps(spec);
  if (unsupported.length > 0)
    throw badRequest(
      `This template cannot run here yet: ${unsupported.map(({ action }) => action).join(", ")} is not known. Try it as a dry run.`,
    );
  const [made] = await tx
    .insert(templateRuns)
    .values({
      organizationId: organization.organizationId,
      templateRef: ref,
      title,
      answers: readAnswers(pages, given),
      steps: [],
      startedBy: actor.name,
      createdAt: now,
    })
    .returning();
  if (!made) throw new Error("the run was not written");
  const job = await later(context, RUN_TEMPLATE, { runId: made.id }, { key: made.id });
  const [after] = await tx.update(templateRuns).set({ jobId: job.id }).where(eq(templateRuns.id, made.id)).returning();
  await record(context, "template.run", { type: "template-run", id: made.id }, { template: ref, after });
  return { id: made.id };
}
