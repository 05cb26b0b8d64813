import { and, asc, desc, eq, gte, inArray, lt, ne, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costLines } from "../../db/schema/costs.ts";
import { addDays, daysBetween } from "./days.ts";
import { throughLens } from "./lanes.ts";
import { Metric } from "./summary.ts";

const RESOURCES_MAX = 10;
const RESOURCE_DAYS_MAX = 31;

export const ResourcesOf = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    metric: Metric,
    service: z.array(z.string().max(300)).max(50).optional(),
  })
  .refine(({ from, to }) => from <= to && daysBetween({ from, until: to }) < RESOURCE_DAYS_MAX, {
    path: ["to"],
    error: `At most ${RESOURCE_DAYS_MAX} days.`,
  });

/** The dearest resources, where an export names them: Cost Explorer does not. */
export function topResources(db: ReadDb, { from, to, metric: lens, service }: z.infer<typeof ResourcesOf>) {
  const { metric, without } = throughLens(lens);
  const amount = sql<string>`sum(${costLines[metric]})`;
  return db
    .select({
      resourceId: costLines.resourceId,
      service: sql<string>`min(${costLines.service})`,
      region: sql<string>`min(${costLines.region})`,
      currency: costLines.currency,
      amount: sql<string>`trim_scale(${amount})::text`,
    })
    .from(costLines)
    .where(
      and(
        eq(costLines.counts, true),
        ne(costLines.resourceId, ""),
        gte(costLines.day, from),
        lt(costLines.day, addDays(to, 1)),
        without.length > 0 ? notInArray(costLines.chargeCategory, [...without]) : undefined,
        service ? inArray(costLines.service, service) : undefined,
      ),
    )
    .groupBy(costLines.resourceId, costLines.currency)
    .orderBy(desc(amount), asc(costLines.resourceId))
    .limit(RESOURCES_MAX);
}
