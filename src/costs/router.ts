import { eq } from "drizzle-orm";
import * as z from "zod";
import { costRequests } from "../../db/schema/costs.ts";
import { badRequest } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { Page, toPage } from "../base/pages.ts";
import { org, router } from "../base/trpc.ts";
import { EntityRefInput } from "../catalog/index.ts";
import { readSettings, Settings } from "../organizations/index.ts";
import { anomalyRows, judgeAnomaly, toAnomalies, Verdict } from "./anomalies.ts";
import {
  BudgetChange,
  BudgetId,
  budgetQueries,
  changeBudget,
  createBudget,
  NewBudget,
  removeBudget,
  scopeQueries,
  toBudgets,
} from "./budgets.ts";
import { forecastRow, toForecast } from "./forecasts.ts";
import { monthOf, requestsWithin, toMeter, usedUp } from "./meter.ts";
import { entityCosts, toEntityCosts } from "./of-entity.ts";
import {
  DayRange,
  dayRows,
  Metric,
  meterQueries,
  restatementRows,
  summaryQueries,
  toDays,
  toSummary,
} from "./summary.ts";
import { askForSyncs } from "./sync.ts";

export const costs = router({
  summary: org("viewer")
    .meta({ title: "Show the month's costs" })
    .input(z.strictObject({ metric: Metric }).prefault({}))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => summaryQueries(db, ctx.now, input.metric),
        ([rows, syncs]) => toSummary(ctx.now, rows, syncs),
      ),
    ),

  ofEntity: org("viewer")
    .meta({ title: "Show what an entity's AWS resources cost" })
    .input(z.strictObject({ ref: EntityRefInput }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => entityCosts(db, input.ref, ctx.now),
        ([found, days, [counted], syncs]) => toEntityCosts(ctx.now, found, days, counted?.claims ?? 0, syncs),
      ),
    ),

  byDay: org("viewer")
    .meta({ title: "Show costs by day and service" })
    .input(DayRange)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [dayRows(db, input)],
        ([rows]) => toDays(rows),
      ),
    ),

  forecast: org("viewer")
    .meta({ title: "Forecast costs" })
    .input(z.strictObject({ metric: Metric }).prefault({}))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => forecastRow(db, input.metric),
        ([[row], accounts]) => toForecast(row, accounts.length),
      ),
    ),

  anomalies: org("viewer")
    .meta({ title: "List cost anomalies" })
    .input(Page.prefault({}))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => anomalyRows(db, input),
        ([rows, accounts]) => toAnomalies(rows, accounts, input.limit),
      ),
    ),

  judgeAnomaly: org("developer")
    .meta({ title: "Say whether a cost anomaly was expected" })
    .input(Verdict)
    .mutation(({ ctx, input }) => ctx.write((context) => judgeAnomaly(context, input))),

  budgets: router({
    list: org("viewer")
      .meta({ title: "List cost budgets" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => budgetQueries(db, ctx.now),
          ([rows, alerts, accounts]) => toBudgets(monthOf(ctx.now), rows, alerts, accounts),
        ),
      ),
    scopes: org("viewer")
      .meta({ title: "List what can have a budget" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => scopeQueries(db, ctx.now),
          ([services, accounts]) => ({ services: services.map(({ service }) => service), accounts }),
        ),
      ),
    create: org("maintainer")
      .meta({ title: "Create a cost budget" })
      .input(NewBudget)
      .mutation(({ ctx, input }) => ctx.write((context) => createBudget(context, input))),
    change: org("maintainer")
      .meta({ title: "Change a cost budget" })
      .input(BudgetChange)
      .mutation(({ ctx, input }) => ctx.write((context) => changeBudget(context, input))),
    remove: org("maintainer")
      .meta({ title: "Remove a cost budget" })
      .input(BudgetId)
      .mutation(({ ctx, input }) => ctx.write((context) => removeBudget(context, input.id))),
  }),

  restatements: org("viewer")
    .meta({ title: "List what AWS changed in past costs" })
    .input(Page.prefault({}))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [restatementRows(db, input)],
        ([rows]) => toPage(rows, input.limit, () => null),
      ),
    ),

  meter: org("viewer")
    .meta({ title: "Show what reading costs has cost" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => meterQueries(db, ctx.now),
        ([[counted], [row]]) => toMeter(monthOf(ctx.now), counted?.requests ?? 0, Settings.parse(row?.settings ?? {})),
      ),
    ),

  sync: org("developer")
    .meta({ title: "Sync costs now" })
    .mutation(({ ctx }) =>
      ctx.write(async (context) => {
        const settings = await readSettings(context);
        const [counted] = await context.tx
          .select({ requests: costRequests.requests })
          .from(costRequests)
          .where(eq(costRequests.month, monthOf(context.now)));
        if ((counted?.requests ?? 0) >= requestsWithin(settings)) throw usedUp(settings);
        const jobs = await askForSyncs(context);
        if (jobs.length === 0) throw badRequest("There is no AWS account to read costs from. Connect one first.");
        await record(context, "costs.sync", { type: "costs" }, { accounts: jobs.map(({ accountId }) => accountId) });
        return { jobs };
      }),
    ),
});
