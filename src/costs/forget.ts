import { max, min } from "drizzle-orm";
import { costLines, costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { later } from "../base/jobs.ts";
import { analyse } from "./analyse.ts";
import { addDays } from "./days.ts";
import { refreshRollups } from "./rollups.ts";

/** After an account went with its lines: every sum again, from what is left. */
export async function forgetRollups(context: OrgContext): Promise<void> {
  const { tx } = context;
  await tx.delete(costRollups);
  const [left] = await tx.select({ from: min(costLines.day), to: max(costLines.day) }).from(costLines);
  if (left?.from && left.to) await refreshRollups(context, { from: left.from, until: addDays(left.to, 1) });
  await later(context, analyse, {});
}
