import { sql } from "drizzle-orm";
import { judgements } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { isOneOf, rowsOf } from "../base/sql.ts";
import type { Judgement } from "./judge-again.ts";

/** Of a resource that the last read did not see: what is known of it is old, and only another read of it is judged. */
const UNSEEN = "unseen";
/** Two judged at once, and nobody knows whose verdicts stand: the next judges again. */
const UNSURE = "unsure";

/** How each resource was judged last. What was never judged is not in it. */
export async function readJudgements({ tx }: Pick<OrgContext, "tx">, ids: readonly string[]) {
  const rows = await tx.select().from(judgements).where(isOneOf(judgements.resourceId, ids));
  return new Map(rows.map(({ resourceId, fingerprint, timed }) => [resourceId, { fingerprint, timed }]));
}

/** Of a query of resources: those that the last read has seen. */
export const isSeen = sql`not exists (
  select from ${judgements} j where j.resource_id = ${resources.id} and j.fingerprint = ${UNSEEN})`;

/** `before`: what this judgement began from. Where somebody has judged meanwhile, neither is trusted. */
export async function keepJudgements(
  { tx, organization }: Pick<OrgContext, "tx" | "organization">,
  kept: readonly { id: string; before: Judgement | undefined; judgement: Judgement }[],
) {
  if (kept.length === 0) return;
  const rows = kept.map(({ id, before, judgement }) => ({ id, before: before?.fingerprint ?? null, ...judgement }));
  await tx.execute(sql`
    insert into ${judgements} as j (organization_id, resource_id, fingerprint, timed)
    select ${organization.organizationId}::uuid, r.id, r.fingerprint, r.timed
      from ${rowsOf(rows)} as r(id uuid, fingerprint text, timed jsonb)
    on conflict (organization_id, resource_id) do update set timed = excluded.timed,
      fingerprint = case when j.fingerprint in (
        select r.before from ${rowsOf(rows)} as r(id uuid, before text)
          where r.id = j.resource_id) then excluded.fingerprint else ${UNSURE} end`);
}

/** They could not be read, or are gone: their verdicts are not those of a judgement any more. */
export async function forgetJudgements(
  { tx, organization }: Pick<OrgContext, "tx" | "organization">,
  ids: readonly string[],
) {
  if (ids.length === 0) return;
  await tx.execute(sql`
    insert into ${judgements} (organization_id, resource_id, fingerprint)
    select ${organization.organizationId}::uuid, r.id::uuid, ${UNSEEN}
      from json_array_elements_text(${JSON.stringify(ids)}::json) as r(id)
    on conflict (organization_id, resource_id) do update set fingerprint = excluded.fingerprint, timed = '{}'`);
}
