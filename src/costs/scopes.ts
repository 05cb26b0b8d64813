import { and, eq, type SQL, sql } from "drizzle-orm";
import type * as z from "zod";
import { costRollups } from "../../db/schema/costs.ts";

type Columns = Record<"scope" | "scopeKey", SQL | { getSQL(): SQL }>;

/** Sums by day of what a row's scope names: everything, an account, a service, a team, a catalogue service or a tag's value. */
export const daysInScope = ({ scope, scopeKey }: Columns) =>
  and(
    eq(costRollups.grain, "day"),
    sql`${costRollups.by} = case when ${scope} in ('account', 'team', 'component') then ${scope}
      when ${scope} = 'tag' then 'tag:' || split_part(${scopeKey}, '=', 1) else '' end`,
    sql`${costRollups.key} = case when ${scope} in ('account', 'team', 'component') then ${scopeKey}
      when ${scope} = 'tag' then substr(${scopeKey}, strpos(${scopeKey}, '=') + 1) else '' end`,
    sql`${costRollups.service} = case ${scope} when 'service' then ${scopeKey} else '' end`,
  );

/** Input that names whose costs: of the organisation there is one, of everything else there are several. */
export const withScope = <Schema extends z.ZodType<{ scope: string; scopeKey: string }>>(schema: Schema) =>
  schema
    .refine(({ scope, scopeKey }) => (scope === "organization") === (scopeKey === ""), {
      path: ["scopeKey"],
      error: "Say which account, service, team or tag; the organisation needs none.",
    })
    .refine(({ scope, scopeKey }) => scope !== "tag" || /^[^=]+=/.test(scopeKey), {
      path: ["scopeKey"],
      error: "Write a tag as Key=value.",
    });
