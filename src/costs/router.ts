import { eq } from "drizzle-orm";
import * as z from "zod";
import { costRequests, costSyncs } from "../../db/schema/costs.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { Page, toPage } from "../base/pages.ts";
import { org, router } from "../base/trpc.ts";
import { EntityRefInput } from "../catalog/index.ts";
import { readSettings, Settings } from "../organizations/index.ts";
import { AnomaliesInput, anomalyRows, judgeAnomaly, toAnomalies, Verdict } from "./anomalies.ts";
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
import { toCommitments, toImported } from "./commitments.ts";
import { Exploration, exploreQueries, toExploration } from "./explore.ts";
import { addPlace, NewPlace, PlaceId, placeRows, readPlace, removePlace, toPlaces } from "./export-places.ts";
import { FocusMonth, focusRows, toFocusPage } from "./focus-export.ts";
import { forecastRow, toForecast } from "./forecasts.ts";
import { addPart, createImport, ImportId, ImportPart, importRows, NewImport, removeImport } from "./imports.ts";
import { monthOf, requestsWithin, toMeter, usedUp } from "./meter.ts";
import { entityCosts, toEntityCosts } from "./of-entity.ts";
import { OutlooksOf, outlookRows, toOutlooks } from "./outlooks.ts";
import { NewPlanned, PlannedId, planActivity, plannedRows, removePlanned } from "./planned.ts";
import { commitmentRows, importedRows } from "./read-commitments.ts";
import { toReadDays } from "./read-days.ts";
import { reconcileQueries } from "./reconcile.ts";
import { changeRule, createRule, endRule, NewRule, RuleChange, RuleEnd, ruleRows, toRules } from "./rules.ts";
import { StatementOf, StatementsOf, statementRows, teamRows, toTeams } from "./statements.ts";
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
import { ResourcesOf, topResources } from "./top-resources.ts";
import { units } from "./units-router.ts";

export const costs = router({
  summary: org("viewer")
    .meta({ title: "Show the month's costs" })
    .input(z.strictObject({ metric: Metric }).prefault({}))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => summaryQueries(db, ctx.now, input.metric),
        ([rows, syncs, [ledger]]) => toSummary(ctx.now, rows, syncs, ledger),
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

  commitments: org("viewer")
    .meta({ title: "Show Savings Plans and reservations" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [commitmentRows(db), importedRows(db), db.select({ id: costSyncs.accountId }).from(costSyncs).limit(1)],
        ([rows, imports, synced]) => ({
          ...toCommitments(ctx.now, rows),
          imported: toImported(imports),
          isRead: rows.length > 0,
          isSynced: synced.length > 0,
        }),
      ),
    ),

  anomalies: org("viewer")
    .meta({ title: "List cost anomalies" })
    .input(AnomaliesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => anomalyRows(db, input),
        ([rows, accounts, planned]) => toAnomalies(rows, accounts, planned, input.limit),
      ),
    ),

  planned: router({
    list: org("viewer")
      .meta({ title: "List planned activities that change costs" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [plannedRows(db)],
          ([items]) => ({ items }),
        ),
      ),
    create: org("developer")
      .meta({ title: "Plan an activity that changes costs" })
      .input(NewPlanned)
      .mutation(({ ctx, input }) => ctx.write((context) => planActivity(context, input))),
    remove: org("developer")
      .meta({ title: "Remove a planned activity" })
      .input(PlannedId)
      .mutation(({ ctx, input }) => ctx.write((context) => removePlanned(context, input.id))),
  }),

  outlooks: org("viewer")
    .meta({ title: "Show how the month ends for each service, account or team" })
    .input(OutlooksOf)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => outlookRows(db, input),
        ([rows, accounts]) => toOutlooks(rows, accounts),
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
          ([services, accounts, named]) => ({
            services: services.map(({ service }) => service),
            accounts,
            teams: named.flatMap(({ by, key }) => (by === "team" ? [key] : [])),
            tags: named.flatMap(({ by, key }) => (by === "team" ? [] : [`${by.slice("tag:".length)}=${key}`])),
          }),
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

  units,

  explore: org("viewer")
    .meta({ title: "Explore costs" })
    .input(Exploration)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => exploreQueries(db, ctx.now, input),
        ([rows, accounts, markers, rate, syncs, told, connected]) =>
          toExploration(input, rows, accounts, markers, rate, toReadDays(syncs, told, connected, ctx.now)),
      ),
    ),

  topResources: org("viewer")
    .meta({ title: "List the dearest resources" })
    .input(ResourcesOf)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [topResources(db, input)],
        ([items]) => ({ items }),
      ),
    ),

  teams: org("viewer")
    .meta({ title: "Show each team's costs of a month" })
    .input(StatementsOf)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => teamRows(db, input),
        ([teams, via, whole]) => toTeams(input.month, teams, via, whole),
      ),
    ),

  statement: org("viewer")
    .meta({ title: "Show a team's statement of a month" })
    .input(StatementOf)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [statementRows(db, input)],
        ([items]) => ({ month: input.month, team: input.team, items }),
      ),
    ),

  rules: router({
    list: org("viewer")
      .meta({ title: "List cost allocation rules" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [ruleRows(db)],
          ([rows]) => ({ items: toRules(rows) }),
        ),
      ),
    create: org("maintainer")
      .meta({ title: "Create a cost allocation rule" })
      .input(NewRule)
      .mutation(({ ctx, input }) => ctx.write((context) => createRule(context, input))),
    change: org("maintainer")
      .meta({ title: "Change a cost allocation rule from a day on" })
      .input(RuleChange)
      .mutation(({ ctx, input }) => ctx.write((context) => changeRule(context, input))),
    end: org("maintainer")
      .meta({ title: "End a cost allocation rule" })
      .input(RuleEnd)
      .mutation(({ ctx, input }) => ctx.write((context) => endRule(context, input))),
  }),

  imports: router({
    list: org("viewer")
      .meta({ title: "List imported cost exports" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [importRows(db)],
          ([items]) => ({ items }),
        ),
      ),
    create: org("maintainer")
      .meta({ title: "Announce a cost export to upload" })
      .input(NewImport)
      .mutation(({ ctx, input }) => ctx.write((context) => createImport(context, input))),
    addPart: org("maintainer")
      .meta({ title: "Upload a part of a cost export" })
      .input(ImportPart)
      .mutation(({ ctx, input }) => ctx.write((context) => addPart(context, input))),
    remove: org("maintainer")
      .meta({ title: "Remove an imported cost export" })
      .input(ImportId)
      .mutation(({ ctx, input }) => ctx.write((context) => removeImport(context, input.id))),
    reconcile: org("viewer")
      .meta({ title: "Compare an imported export with Cost Explorer" })
      .input(ImportId)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => reconcileQueries(db, input.id),
          ([[found], months, differences]) => {
            if (!found) throw notFound("The import");
            return { months, differences };
          },
        ),
      ),
  }),

  exportPlaces: router({
    list: org("viewer")
      .meta({ title: "List the folders that cost exports are read from" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [placeRows(db)],
          ([rows]) => ({ items: toPlaces(rows) }),
        ),
      ),
    add: org("maintainer")
      .meta({ title: "Read cost exports from a bucket" })
      .input(NewPlace)
      .mutation(({ ctx, input }) => ctx.write((context) => addPlace(context, input))),
    read: org("developer")
      .meta({ title: "Look for cost exports now" })
      .input(PlaceId)
      .mutation(({ ctx, input }) => ctx.write((context) => readPlace(context, input.id))),
    remove: org("maintainer")
      .meta({ title: "Stop reading cost exports from a bucket" })
      .input(PlaceId)
      .mutation(({ ctx, input }) => ctx.write((context) => removePlace(context, input.id))),
  }),

  exportFocus: org("viewer")
    .meta({ title: "Export a month of costs as FOCUS 1.2" })
    .input(FocusMonth)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [focusRows(db, input)],
        ([rows]) => toFocusPage(rows, !input.cursor),
      ),
    ),

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
