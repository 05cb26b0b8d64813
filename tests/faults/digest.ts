import type { Stack } from "./stack.ts";

/** What a run leaves behind, in business words: no ids, no times. Each as SELECT of one text column named `row`. */
const QUESTIONS: Record<string, string> = {
  resources: `select jsonb_build_array(region, service, place, type, native_id, arn, name, status, encrypted, public, has_backup,
      trim_scale(estimated_monthly_cost), currency, tags, config, metrics, unread, hash, vanished_at is null)::text as row
    from resources where organization_id = $1`,
  relations: `select jsonb_build_array(r.arn, e.kind, e.to_type, e.to_ref, e.source, e.confidence, e.evidence)::text as row
    from relations e join resources r on r.organization_id = e.organization_id and r.id = e.from_id where e.organization_id = $1`,
  findings: `select jsonb_build_array(r.arn, f.rule_id, f.pack, f.status, f.state, f.severity, f.message, f.evidence,
      trim_scale(f.saving_monthly), f.currency)::text as row
    from findings f join resources r on r.organization_id = f.organization_id and r.id = f.entity_id where f.organization_id = $1`,
  entities:
    "select jsonb_build_array(kind, namespace, name, title)::text as row from entities where organization_id = $1",
  units:
    "select jsonb_build_array(region, service, cursor, resources, problem)::text as row from discovery_units where organization_id = $1",
  sightings: "select 'left over' as row from sightings where organization_id = $1",
  costLines: `select jsonb_build_array(day, sub_account_id, service, currency, trim_scale(unblended), trim_scale(amortized),
      trim_scale(net_unblended), trim_scale(net_amortized), is_estimated)::text as row from cost_lines where organization_id = $1`,
  restatements:
    "select jsonb_build_array(day, sub_account_id, service, before, after)::text as row from cost_restatements where organization_id = $1",
  costSyncs:
    "select jsonb_build_array(covered_from, difference, problem)::text as row from cost_syncs where organization_id = $1",
  // A finished job has said so once: its event is written in the transaction that finishes it. Jobs that only follow
  // from others are asked for again when the one before had begun, so their number is a matter of the moment.
  finishedJobs: `select jsonb_build_array(j.name, j.state, j.input->>'region', j.input->>'service', (select count(*) from events e
      where e.organization_id = j.organization_id and e.target_id = j.id::text and e.action = j.name || '.run'))::text as row
    from jobs j where j.organization_id = $1
      and (j.name like 'inventory.%' or j.name in ('costs.sync', 'costs.sync-account', 'costs.backfill'))`,
};

export type Digest = Record<string, { count: number; hash: string }>;

/** The same for any order of rows; equal for two organisations that hold the same. */
export async function digest({ sql }: Pick<Stack, "sql">, organizationId: string): Promise<Digest> {
  const answers = Object.entries(QUESTIONS).map(async ([name, question]) => {
    const [row] = await sql<{ count: number; hash: string }>(
      `select count(*)::int as count, md5(coalesce(string_agg(row, e'\\n' order by row collate "C"), '')) as hash from (${question}) q`,
      [organizationId],
    );
    return [name, row ?? { count: 0, hash: "" }] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}
