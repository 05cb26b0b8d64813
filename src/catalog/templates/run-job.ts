import { eq } from "drizzle-orm";
import * as z from "zod";
import { entities } from "../../../db/schema/catalog.ts";
import { templateRuns } from "../../../db/schema/templates.ts";
import { job, progress } from "../../base/jobs.ts";
import { clientOf, connectionOf } from "../github/connections.ts";
import { importFile, prepare } from "../import.ts";
import { readCatalogFile } from "../read-yaml.ts";
import { TemplateError } from "./expression.ts";
import { runTemplate, TemplateSpec, userOf } from "./run.ts";

/** Files of a run are kept for people to look at; larger ones are only listed. */
const KEPT_MAX = 1_000_000;

export const RUN_TEMPLATE = { name: "catalog.run-template", attemptsMax: 3 };

/** Runs a template. A run that was cut off begins again: nothing was kept of it but what registering does twice alike. */
export const runTemplateJob = job({
  ...RUN_TEMPLATE,
  title: "Run a template",
  input: z.object({ runId: z.uuid() }),
  async run({ read, write, ports, input: { runId }, jobId, now }) {
    const [run, template] = await read(
      (db) => [
        db.select().from(templateRuns).where(eq(templateRuns.id, runId)),
        db
          .select({ declared: entities.declared })
          .from(templateRuns)
          .innerJoin(entities, eq(entities.ref, templateRuns.templateRef))
          .where(eq(templateRuns.id, runId)),
      ],
      ([[run], [template]]) => [run, template] as const,
    );
    if (!run || run.state === "done" || run.state === "failed") return { done: { run: "over already" } };
    const spec = TemplateSpec.safeParse(template?.declared?.spec ?? {});
    if (!template?.declared || !spec.success) {
      await write(({ tx }) =>
        tx
          .update(templateRuns)
          .set({ state: "failed", problem: "The template is gone, or its steps cannot be read.", finishedAt: now })
          .where(eq(templateRuns.id, runId)),
      );
      return { done: { failed: "no template" } };
    }
    const workspace = new Map<string, string>();
    const report = await runTemplate(
      {
        ...{ spec: spec.data, parameters: run.answers, workspace, now },
        user: userOf({ name: run.startedBy }),
        taskId: runId,
        isDryRun: false,
        async github(owner) {
          const [connection] = await read(
            (db) => [connectionOf(db, owner)],
            ([rows]) => rows,
          );
          if (!connection)
            throw new TemplateError(`${owner} is not connected: connect that organisation on GitHub in the catalog.`);
          return clientOf(ports, connection);
        },
        async register(path, text) {
          const file = readCatalogFile(text);
          const prepared = await prepare(file.entities);
          const place = { type: "upload" as const, target: `${run.title} ${runId.slice(-12)}: ${path}`.slice(0, 200) };
          const { problems } = await write((org) => importFile(org, place, file, prepared));
          const [first] = problems;
          if (first) throw new TemplateError(`${path}, line ${first.line}: ${first.message}`);
          return { entityRef: prepared[0]?.ref ?? null };
        },
      },
      (steps) =>
        write(async (org) => {
          const done = steps.filter(({ status }) => status !== "waiting").length;
          await org.tx.update(templateRuns).set({ state: "running", steps }).where(eq(templateRuns.id, runId));
          await progress(org, jobId, { done, total: steps.length, message: steps[done - 1]?.name ?? "Running" });
        }),
    );
    const failed = report.steps.find(({ status }) => status === "failed" || status === "unsupported");
    const kept: [string, string][] = [];
    let size = 0;
    for (const [path, text] of workspace) {
      size += text.length;
      if (size <= KEPT_MAX) kept.push([path, text]);
    }
    return {
      done: { state: report.status, files: report.files.length },
      last: ({ tx }) =>
        tx
          .update(templateRuns)
          .set({
            state: report.status,
            steps: report.steps,
            output: report.output,
            files: Object.fromEntries(kept),
            problem: failed ? `${failed.name}: ${failed.message ?? "failed"}` : null,
            finishedAt: now,
          })
          .where(eq(templateRuns.id, runId)),
    };
  },
});
