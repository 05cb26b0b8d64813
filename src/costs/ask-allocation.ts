import type { OrgContext } from "../base/context.ts";
import { laterAll } from "../base/jobs.ts";
import { allocate } from "./allocate.ts";
import { addDays, type Day, firstOfMonth, type Window } from "./days.ts";

const MONTHS_MAX = 60;

/** Asks for the months that a window touches: a job each. */
export async function askForAllocation(context: OrgContext, { from, until }: Window): Promise<number> {
  const months: Day[] = [];
  for (
    let month = firstOfMonth(addDays(until, -1));
    month >= firstOfMonth(from) && months.length < MONTHS_MAX;
    month = firstOfMonth(month, -1)
  )
    months.push(month);
  await laterAll(
    context,
    allocate,
    months.map((month) => ({ input: { month }, key: month })),
  );
  return months.length;
}
