import type { ImportReport } from "../../../db/schema/cost-imports.ts";
import type { Charge } from "./read.ts";
import type { Broken } from "./validate.ts";

const PROBLEMS_SHOWN = 100;
const LINES_SHOWN = 5;
const VIOLATIONS_MAX = 300;

export const emptyReport = (format: string): ImportReport => ({
  format,
  rows: 0,
  currency: null,
  providers: {},
  categories: {},
  from: null,
  to: null,
  problems: [],
  problemCount: 0,
  violations: [],
});

/** Notes why nothing of the file will be imported. */
export function noteProblem(report: ImportReport, line: number, sentence: string) {
  report.problemCount++;
  if (report.problems.length < PROBLEMS_SHOWN) report.problems.push({ line, sentence });
}

/** Notes what a strict reader would refuse. */
export function noteBroken(report: ImportReport, line: number, broken: readonly Broken[]) {
  for (const { column, rule, value } of broken) {
    const known = report.violations.find((each) => each.column === column && each.rule === rule);
    if (known) {
      known.count++;
      if (known.lines.length < LINES_SHOWN) known.lines.push(line);
    } else if (report.violations.length < VIOLATIONS_MAX)
      report.violations.push({ column, rule, count: 1, lines: [line], example: value });
  }
}

export function noteCharge(report: ImportReport, line: number, charge: Charge) {
  report.rows++;
  report.providers[charge.provider] = (report.providers[charge.provider] ?? 0) + 1;
  report.categories[charge.chargeCategory] = (report.categories[charge.chargeCategory] ?? 0) + 1;
  if (!report.from || charge.day < report.from) report.from = charge.day;
  if (!report.to || charge.day > report.to) report.to = charge.day;
  report.currency ??= charge.currency;
  if (report.currency !== charge.currency)
    noteProblem(
      report,
      line,
      `This line is in ${charge.currency}, those before it in ${report.currency}. A file holds one billing currency; amounts of two are never added.`,
    );
}
