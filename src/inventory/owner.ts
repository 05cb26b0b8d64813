import { inArray, type SQL, sql } from "drizzle-orm";
import { entities } from "../../db/schema/catalog.ts";
import { resourceOwners, resources } from "../../db/schema/inventory.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import type { Discovered } from "./resource-type.ts";

/** Who owns a resource, and how that is known. */
export type Owner = {
  /** "group:default/checkout", or as the tag says it when it is no reference. */
  ref: string;
  source: "assigned" | "tag" | "stack" | "catalog" | "account";
  /** Who has named it, or the tag, the stack, the entity or the account that says so. */
  from: string;
};

/** Stands for "no owner" in filters and groups. */
export const NOBODY = "none";

/** In this order, in any case. */
const OWNER_TAGS = ["owner", "team"];
const STACK_TAG = "aws:cloudformation:stack-name";
const VALUE_MAX = 200;
const NAME = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/;

/** The owner that the tags name; null when none does, or when they name several. */
export function ownerOfTags(tags: Readonly<Record<string, string>> | null): { ref: string; tag: string } | null {
  const entries = Object.entries(tags ?? {}).filter(([, value]) => value.trim() !== "");
  for (const wanted of OWNER_TAGS) {
    const named = entries.filter(([key]) => key.toLowerCase() === wanted);
    if (new Set(named.map(([, value]) => toOwnerRef(value))).size > 1) return null;
    const [first] = named;
    if (first) return { ref: toOwnerRef(first[1]), tag: first[0] };
  }
  return null;
}

/** "Checkout" and "group:checkout" are the catalogue's group:default/checkout; what is no reference stays a word. */
export function toOwnerRef(value: string): string {
  const word = value.trim().toLowerCase().slice(0, VALUE_MAX);
  const [, kind = "group", namespace = "default", name = ""] =
    /^(?:(group|user):)?(?:([^/:]+)\/)?([^/:]+)$/.exec(word) ?? [];
  return NAME.test(name) && NAME.test(namespace) ? `${kind}:${namespace}/${name}` : word;
}

/** Keeps what the tags of these resources say; only what differs is written. */
export async function storeOwners(
  { tx, organization }: Pick<OrgContext, "tx" | "organization">,
  accountId: string,
  page: readonly { id: string; resource: Pick<Discovered, "tags"> }[],
) {
  const ids = page.map(({ id }) => id);
  const present = await tx.select().from(resourceOwners).where(inArray(resourceOwners.resourceId, ids));
  const before = new Map(present.map((row) => [row.resourceId, row]));
  const rows = page.flatMap(({ id, resource }) => {
    const owner = ownerOfTags(resource.tags);
    const stack = resource.tags?.[STACK_TAG];
    const row = {
      organizationId: organization.organizationId,
      resourceId: id,
      ownerRef: owner?.ref ?? null,
      tagKey: owner?.tag ?? null,
      stack: stack ? `${accountId}/${stack}` : null,
    };
    const last = before.get(id);
    const isSame = last
      ? last.ownerRef === row.ownerRef && last.tagKey === row.tagKey && last.stack === row.stack
      : row.ownerRef === null && row.stack === null;
    return isSame ? [] : [row];
  });
  if (rows.length === 0) return;
  await tx
    .insert(resourceOwners)
    .values(rows)
    .onConflictDoUpdate({
      target: [resourceOwners.organizationId, resourceOwners.resourceId],
      set: { ownerRef: sql`excluded.owner_ref`, tagKey: sql`excluded.tag_key`, stack: sql`excluded.stack` },
    });
}

/**
 * The owner of the row's resource, or null: whom people have named, its tags, then what its stack's other resources agree on, then who claims it
 * in the catalogue, then the account's default. coalesce asks the next only when the one before does not know.
 * The query joins `resources`, and `resourceOwners` on the left.
 */
export const ownerColumn: SQL<Owner | null> = sql`coalesce(
  case when ${resourceOwners.assignedRef} is not null
    then jsonb_build_object('ref', ${resourceOwners.assignedRef}, 'source', 'assigned', 'from', ${resourceOwners.assignedBy}) end,
  case when ${resourceOwners.ownerRef} is not null
    then jsonb_build_object('ref', ${resourceOwners.ownerRef}, 'source', 'tag', 'from', ${resourceOwners.tagKey}) end,
  (select jsonb_build_object('ref', min(s.owner_ref), 'source', 'stack', 'from', split_part(min(s.stack), '/', 2))
     from ${resourceOwners} s where s.stack = ${resourceOwners.stack} having count(distinct s.owner_ref) = 1),
  (select jsonb_build_object('ref', e.owner_ref, 'source', 'catalog', 'from', e.ref)
     from ${entities} e where e.arn = ${resources.arn} and e.declared is not null and e.owner_ref is not null
     order by e.ref limit 1),
  (select jsonb_build_object('ref', o.settings -> 'accountOwners' ->> ${resources.accountId}::text, 'source', 'account', 'from', ${resources.accountId}::text)
     from ${organizations} o where o.settings -> 'accountOwners' ->> ${resources.accountId}::text is not null)
)`;

/**
 * The same for all resources at once, as rows of (id, ref): a question per row takes seconds where thousands are asked
 * about. ref null = nobody is known.
 */
export const ownersOfAll: SQL = sql`(
  select r.id, coalesce(o.assigned_ref, o.owner_ref, s.ref, e.ref, a.settings -> 'accountOwners' ->> r.account_id::text) as ref
    from ${resources} r
    cross join ${organizations} a
    left join ${resourceOwners} o on o.resource_id = r.id
    left join (select stack, min(owner_ref) as ref from ${resourceOwners}
      where stack is not null group by stack having count(distinct owner_ref) = 1) s on s.stack = o.stack
    left join (select distinct on (arn) arn, owner_ref as ref from ${entities}
      where arn is not null and declared is not null and owner_ref is not null order by arn, entities.ref) e on e.arn = r.arn
)`;
