import { eq } from "drizzle-orm";
import * as z from "zod";
import { templateRuns } from "../../../db/schema/templates.ts";
import { notFound } from "../../base/errors.ts";
import { org, router } from "../../base/trpc.ts";
import { EntityRefInput } from "../refs.ts";
import type { RunReport, StepReport } from "./run.ts";
import { Answers, describeTemplate, dryRun, readTemplate, startRun, templateRow, templateRows } from "./start.ts";

const ByRef = z.strictObject({ ref: EntityRefInput });
const Filled = ByRef.extend({ answers: Answers });

/** Self-service: forms that make something. */
export const templates = router({
  list: org("viewer")
    .meta({ title: "List templates" })
    .query(({ ctx }) => ctx.read(templateRows, ([rows, runs]) => ({ items: rows.map(describeTemplate), runs }))),

  get: org("viewer")
    .meta({ title: "Show a template and its form" })
    .input(ByRef)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => templateRow(db, input.ref),
        ([[row], runs]) => {
          if (!row) throw notFound("The template");
          return { ...describeTemplate(row), pages: readTemplate(row).pages, runs };
        },
      ),
    ),

  /** Writes nothing. A mutation because answers are too long for an address. */
  dryRun: org("viewer")
    .meta({ title: "Try a template" })
    .input(Filled)
    .mutation(async ({ ctx, input }) => {
      const row = await ctx.read(
        (db) => [templateRow(db, input.ref)[0]],
        ([[row]]) => row,
      );
      return dryRun(row, input.answers, { name: (await ctx.authenticate())?.name ?? "API key" }, ctx.now);
    }),

  run: org("developer")
    .meta({ title: "Run a template" })
    .input(Filled)
    .mutation(({ ctx, input }) => ctx.write((context) => startRun(context, input.ref, input.answers))),

  getRun: org("viewer")
    .meta({ title: "Show a run of a template" })
    .input(z.strictObject({ id: z.uuid() }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [db.select().from(templateRuns).where(eq(templateRuns.id, input.id))],
        ([[run]]) => {
          if (!run) throw notFound("The run");
          const { organizationId: _, steps, output, ...shown } = run;
          return { ...shown, steps: asReports(steps), output: asOutput(output) };
        },
      ),
    ),
});

/** What is stored came from the runner. */
const asReports = (steps: unknown[]): StepReport[] => steps as StepReport[];
const asOutput = (output: Record<string, unknown> | null): RunReport["output"] | null =>
  output as RunReport["output"] | null;
