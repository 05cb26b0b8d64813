import { type SQL, sql } from "drizzle-orm";
import { entities, relations } from "../../db/schema/catalog.ts";
import { resources } from "../../db/schema/inventory.ts";
import { ENTITY } from "./import.ts";

/** How deep a domain holds systems that hold parts. */
const DEPTH_MAX = 6;

/**
 * The discovered AWS resources that belong to an entity, as a table (id, arn, ref, title, users):
 * - what the entity itself claims by its ARN annotation;
 * - what the Resource entities claim on which it depends directly, whichever side has declared it;
 * - for a system or a domain, the same of everything that is part of it; for a team, what the entities claim that it owns.
 * `users`: how many components depend on the resource's entity: more than one share it.
 */
export function claimedResources(ref: string): SQL {
  const uses = sql`select r.organization_id, r.from_id as user_id, r.to_ref as used_ref from ${relations} r
      where r.to_type = ${ENTITY} and r.kind = 'dependsOn'
    union
    select u.organization_id, u.id, s.ref from ${relations} r
      join ${entities} s on s.organization_id = r.organization_id and s.id = r.from_id
      join ${entities} u on u.organization_id = r.organization_id and u.ref = r.to_ref
      where r.to_type = ${ENTITY} and r.kind = 'dependencyOf'`;
  return sql`(with recursive me as (select organization_id, id, ref, kind from ${entities} where ref = ${ref}),
    held (organization_id, id, ref, depth) as (
      select organization_id, id, ref, 0 from me
      union
      select e.organization_id, e.id, e.ref, held.depth + 1 from held
        join ${relations} r on r.organization_id = held.organization_id and r.to_ref = held.ref and r.to_type = ${ENTITY} and r.kind = 'partOf'
        join ${entities} e on e.organization_id = r.organization_id and e.id = r.from_id
        where held.depth < ${DEPTH_MAX}),
    uses as materialized (${uses}),
    claiming as (
      select organization_id, id from held
      union
      select e.organization_id, e.id from held join uses on uses.organization_id = held.organization_id and uses.user_id = held.id
        join ${entities} e on e.organization_id = uses.organization_id and e.ref = uses.used_ref and e.kind = 'Resource'
        where not exists (select from me where kind = 'Group')
      union
      select e.organization_id, e.id from me join ${entities} e on e.organization_id = me.organization_id and e.owner_ref = me.ref)
    select distinct on (a.id) a.id, a.arn, e.ref, e.title,
      (select count(distinct u.user_id)::int from uses u where u.organization_id = e.organization_id and u.used_ref = e.ref) as users
    from claiming c join ${entities} e on e.organization_id = c.organization_id and e.id = c.id
    join ${resources} a on a.organization_id = e.organization_id and a.arn = e.arn and a.vanished_at is null
    where e.orphaned_at is null
    order by a.id, e.ref) claimed`;
}

/** How many of its claims name a resource that no connected account has shown: why a figure may be missing. */
export const claimsCount = (ref: string): SQL<number> =>
  sql<number>`(select count(*)::int from ${entities} where ref = ${ref} and arn is not null)`;
