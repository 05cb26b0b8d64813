import * as z from "zod";
import { org, router } from "../base/trpc.ts";
import { frameworks } from "./frameworks/router.ts";
import {
  describeRule,
  FindingsInput,
  findingDetail,
  findingsPage,
  findingsSummary,
  toFinding,
  toFindingsPage,
  toSummary,
} from "./list.ts";
import { RULES } from "./rules/index.ts";

export const findings = router({
  frameworks,
  list: org("viewer")
    .meta({ title: "List findings" })
    .input(FindingsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => findingsPage(db, input),
        ([rows, [totals]]) => toFindingsPage(rows, totals, input.limit),
      ),
    ),
  get: org("viewer")
    .meta({ title: "Show a finding" })
    .input(z.strictObject({ id: z.uuid() }))
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => findingDetail(db, input.id),
        ([[row]]) => toFinding(row),
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
  rules: org("viewer")
    .meta({ title: "List rules" })
    .query(({ ctx }) =>
      ctx.read(
        () => [],
        () => RULES.map((rule) => describeRule(rule)),
      ),
    ),
});
