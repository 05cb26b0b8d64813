import { type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { relations } from "../../db/schema/catalog.ts";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import { notFound } from "../base/errors.ts";

const DEPTH_MAX = 4;
/** More boxes than that nobody reads; the nearest come first. */
const EDGES_MAX = 400;

export const ResourceGraphInput = z.strictObject({
  id: z.uuid(),
  /** Steps from the resource. */
  depth: z.number().int().min(1).max(DEPTH_MAX).default(2),
});

/**
 * What a resource needs ("down": over what it points at) and what needs it ("up"), step by step within its account, as
 * edges; the first row is the resource itself. Relations whose target was not discovered lead nowhere and are left out.
 */
export function resourceGraph(db: ReadDb, { id, depth }: z.infer<typeof ResourceGraphInput>) {
  const reach: SQL = sql`(
    with recursive reach (organization_id, id, depth, way, from_id, to_id, kind) as (
      select r.organization_id, r.id, 0, w.way, null::uuid, null::uuid, null::text
        from ${resources} r cross join (values ('up'), ('down')) w (way) where r.id = ${id}
      union
      select me.organization_id, n.id, reach.depth + 1, reach.way, n.from_id, n.to_id, n.kind
        from reach
        join ${resources} me on me.organization_id = reach.organization_id and me.id = reach.id
        cross join lateral (
          select o.id, me.id as from_id, o.id as to_id, l.kind
            from ${relations} l
            join ${resources} o on o.organization_id = me.organization_id and o.account_id = me.account_id
              and o.type = l.to_type and (o.arn = l.to_ref or o.native_id = l.to_ref) and o.vanished_at is null
            where reach.way = 'down' and l.organization_id = me.organization_id and l.from_id = me.id
          union all
          select o.id, o.id, me.id, l.kind
            from ${relations} l
            join ${resources} o on o.organization_id = me.organization_id and o.account_id = me.account_id
              and o.id = l.from_id and o.vanished_at is null
            where reach.way = 'up' and l.organization_id = me.organization_id
              and l.to_type = me.type and l.to_ref in (me.arn, me.native_id)
        ) n
        where reach.depth < ${depth} and n.id <> ${id})
    select id, min(depth) as depth, from_id, to_id, kind from reach group by id, from_id, to_id, kind
      order by min(depth), id, from_id, to_id limit ${EDGES_MAX + 1}) reached`;
  return [
    db
      .select({
        id: resources.id,
        name: resources.name,
        type: resources.type,
        region: resources.region,
        accountName: awsAccounts.name,
        depth: sql<number>`reached.depth`,
        from: sql<string | null>`reached.from_id`,
        to: sql<string | null>`reached.to_id`,
        kind: sql<string | null>`reached.kind`,
      })
      .from(reach)
      .innerJoin(resources, sql`${resources.id} = reached.id`)
      .innerJoin(awsAccounts, sql`${awsAccounts.id} = ${resources.accountId}`)
      .orderBy(sql`reached.depth`, resources.name, resources.id),
  ] as const;
}

type Row = {
  id: string;
  name: string;
  type: string;
  region: string;
  accountName: string;
  depth: number;
  from: string | null;
  to: string | null;
  kind: string | null;
};

export function toResourceGraph(rows: readonly Row[]) {
  if (rows.length === 0) throw notFound("The resource");
  const nodes = new Map(
    rows.map(({ id, name, type, region, accountName }) => [id, { id, name, type, region, accountName }]),
  );
  const edges = new Map(
    rows.flatMap(({ from, to, kind }) =>
      from && to && kind && nodes.has(from) && nodes.has(to) ? [[`${from} ${to}`, { from, to, kind }] as const] : [],
    ),
  );
  return { nodes: [...nodes.values()], edges: [...edges.values()], hasMore: rows.length > EDGES_MAX };
}
