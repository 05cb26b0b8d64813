import type { ImportReport } from "../../../db/schema/cost-imports.ts";
import { addAmounts, fromUnits } from "../../base/money.ts";
import { firstOfMonth } from "../days.ts";
import type { Charge } from "./read.ts";

/** Plans and reservations of a very large payer, times its months; the report is one value of one row. */
const COMMITMENTS_MAX = 500;

/** Adds a line to what its commitment was used for, or was not. Lines without one say nothing. */
export function noteCommitment(
  report: ImportReport,
  cells: ReadonlyMap<string, string>,
  { day, amortized }: Pick<Charge, "day" | "amortized">,
) {
  const id = cells.get("CommitmentDiscountId")?.trim() ?? "";
  const status = cells.get("CommitmentDiscountStatus");
  if (id === "" || id.toUpperCase() === "NULL" || (status !== "Used" && status !== "Unused")) return;
  report.commitments ??= [];
  const month = firstOfMonth(day);
  let known = report.commitments.find((each) => each.id === id && each.month === month);
  if (!known) {
    if (report.commitments.length >= COMMITMENTS_MAX) return;
    known = { id, type: cells.get("CommitmentDiscountType") ?? "", month, used: "0", unused: "0" };
    report.commitments.push(known);
  }
  const key = status === "Used" ? "used" : "unused";
  known[key] = addAmounts(known[key], fromUnits(amortized));
}
