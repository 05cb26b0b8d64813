import { and, eq, type SQL, sql } from "drizzle-orm";
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
