import * as z from "zod";
import { org, router } from "../base/trpc.ts";
import { EntityRefInput } from "../catalog/index.ts";
import { roomBesideCommitments } from "../costs/index.ts";
import { exceptions } from "./exceptions/router.ts";
import { frameworks } from "./frameworks/router.ts";
import { findingGroups, GroupsInput, toGroups } from "./groups.ts";
import { Acknowledgement, Assignment, acknowledge, assign, assignees, FindingIds, unacknowledge } from "./lifecycle.ts";
import {
  FindingsInput,
  findingDetail,
  findingsPage,
  findingsSummary,
  toFinding,
  toFindingsPage,
  toSummary,
} from "./list.ts";
import { entityFindings, toEntityFindings } from "./of-entity.ts";
import {
  ConditionPreview,
  CustomRuleChange,
  CustomRuleId,
  changeCustomRule,
  createCustomRule,
  NewCustomRule,
  previewQueriesOf,
  RuleSwitch,
  removeCustomRule,
  ruleQueries,
  switchRule,
  toPreview,
  toRules,
} from "./rule-settings.ts";
import {
  planSavings,
  SavingIds,
  SavingPlan,
  SavingReport,
  savingReport,
  savingsDone,
  toReport,
  undoSavings,
} from "./savings/actions.ts";
import { netQueries, toNet } from "./savings/net.ts";
import { scorecards } from "./scorecards/router.ts";
import { TodayInput, todayQueries, toToday } from "./today.ts";

export const findings = router({
  exceptions,
  frameworks,
  scorecards,
  list: org("viewer")
    .meta({ title: "List findings" })
    .input(FindingsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => findingsPage(db, input),
        ([rows, [totals]]) => toFindingsPage(rows, totals, input.limit),
      ),
    ),
  groups: org("viewer")
    .meta({ title: "Group findings by rule, account or owner" })
    .input(GroupsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => findingGroups(db, input),
        ([rows]) => toGroups(rows, input.by),
      ),
    ),
  get: org("viewer")
    .meta({ title: "Show a finding" })
    .input(z.strictObject({ id: z.uuid() }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => findingDetail(db, input.id),
        ([[row], changes, parts]) => toFinding(row, changes, parts),
      ),
    ),
  acknowledge: org("developer")
    .meta({ title: "Acknowledge findings" })
    .input(Acknowledgement)
    .mutation(({ ctx, input }) => ctx.write((context) => acknowledge(context, input))),
  unacknowledge: org("developer")
    .meta({ title: "Take back an acknowledgement" })
    .input(FindingIds)
    .mutation(({ ctx, input }) => ctx.write((context) => unacknowledge(context, input))),
  assign: org("developer")
    .meta({ title: "Assign findings to a member" })
    .input(Assignment)
    .mutation(({ ctx, input }) => ctx.write((context) => assign(context, input))),
  assignees: org("viewer")
    .meta({ title: "List who can be given findings" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => assignees(db),
        ([items]) => ({ items }),
      ),
    ),
  ofEntity: org("viewer")
    .meta({ title: "Show the open findings of an entity's AWS resources" })
    .input(z.strictObject({ ref: EntityRefInput }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => entityFindings(db, input.ref),
        ([rows, severities, [savings], [judged]]) => toEntityFindings(rows, severities, savings, judged),
      ),
    ),
  summary: org("viewer")
    .meta({ title: "Summarise findings" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => findingsSummary(db),
        ([statuses, severities, [savings], rules]) => toSummary(statuses, severities, savings, rules),
      ),
    ),
  today: org("viewer")
    .meta({ title: "List what is worth doing first" })
    .input(TodayInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => todayQueries(db, ctx.now, input),
        ([risks, savings, days, [nobodys]]) => toToday(risks, savings, days, nobodys, input.limit),
      ),
    ),
  rules: org("viewer")
    .meta({ title: "List rules" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => ruleQueries(db),
        ([settings, custom, open]) => toRules(settings, custom, open),
      ),
    ),
  savings: router({
    net: org("viewer")
      .meta({ title: "Show savings net of commitments" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => netQueries(db),
          ([byType, rows]) => ({ net: toNet(byType, roomBesideCommitments(rows)) }),
        ),
      ),
    report: org("viewer")
      .meta({ title: "Report planned and realised savings" })
      .input(SavingReport)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => savingReport(db, input),
          ([rows, totals]) => toReport(rows, totals, input.limit),
        ),
      ),
    plan: org("developer")
      .meta({ title: "Plan savings" })
      .input(SavingPlan)
      .mutation(({ ctx, input }) => ctx.write((context) => planSavings(context, input))),
    done: org("developer")
      .meta({ title: "Say that planned savings are done" })
      .input(SavingIds)
      .mutation(({ ctx, input }) => ctx.write((context) => savingsDone(context, input))),
    undo: org("developer")
      .meta({ title: "Take a step with savings back" })
      .input(SavingIds)
      .mutation(({ ctx, input }) => ctx.write((context) => undoSavings(context, input))),
  }),
  switchRule: org("maintainer")
    .meta({ title: "Switch a rule on or off" })
    .input(RuleSwitch)
    .mutation(({ ctx, input }) => ctx.write((context) => switchRule(context, input))),
  customRules: router({
    preview: org("viewer")
      .meta({ title: "Preview what a condition would find" })
      .input(ConditionPreview)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => previewQueriesOf(db, input),
          ([rows, [counted]]) => toPreview(rows, counted?.total ?? 0, input),
        ),
      ),
    create: org("maintainer")
      .meta({ title: "Write a rule" })
      .input(NewCustomRule)
      .mutation(({ ctx, input }) => ctx.write((context) => createCustomRule(context, input))),
    change: org("maintainer")
      .meta({ title: "Change a rule of one's own" })
      .input(CustomRuleChange)
      .mutation(({ ctx, input }) => ctx.write((context) => changeCustomRule(context, input))),
    remove: org("maintainer")
      .meta({ title: "Remove a rule of one's own" })
      .input(CustomRuleId)
      .mutation(({ ctx, input }) => ctx.write((context) => removeCustomRule(context, input.id))),
  }),
});
