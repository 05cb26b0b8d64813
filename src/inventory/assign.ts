import { eq, inArray } from "drizzle-orm";
import * as z from "zod";
import { resourceOwners, resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { toOwnerRef } from "./owner.ts";

export const RESOURCES_AT_ONCE_MAX = 500;
const REFERENCE = /^(group|user):[a-z0-9._-]+\/[a-z0-9._-]+$/;

export const OwnerAssignment = z.strictObject({
  ids: z.array(z.uuid()).min(1, "Choose at least one resource.").max(RESOURCES_AT_ONCE_MAX),
  /** "checkout" or "group:default/checkout"; null = what tags, stack, catalogue and account say holds again. */
  owner: z.string().trim().min(1).max(200).nullable(),
});

/**
 * Says who owns resources, in our own graph: AWS and its tags stay as they are. One that is not there refuses all.
 * @returns whom people had named for each before, so that it can be undone.
 */
export async function assignOwner(context: OrgContext, { ids, owner }: z.infer<typeof OwnerAssignment>) {
  const { tx, organization, actor, now, publish } = context;
  const ref = owner === null ? null : toOwnerRef(owner);
  if (ref !== null && !REFERENCE.test(ref))
    throw badRequest("This is no reference of an owner. Write a team's name, or group:default/checkout.", {
      owner: "not a reference",
    });
  const unique = [...new Set(ids)].sort();
  const rows = await tx
    .select({ id: resources.id, before: resourceOwners.assignedRef })
    .from(resources)
    .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
    .where(inArray(resources.id, unique))
    .orderBy(resources.id)
    .for("update", { of: resources });
  if (rows.length < unique.length) throw notFound(unique.length === 1 ? "The resource" : "One of the resources");
  const changed = rows.filter(({ before }) => before !== ref);
  if (changed.length === 0) return { changed };
  const assigned = {
    assignedRef: ref,
    assignedBy: ref === null ? null : actor.name,
    assignedAt: ref === null ? null : now,
  };
  await tx
    .insert(resourceOwners)
    .values(changed.map(({ id }) => ({ organizationId: organization.organizationId, resourceId: id, ...assigned })))
    .onConflictDoUpdate({ target: [resourceOwners.organizationId, resourceOwners.resourceId], set: assigned });
  await record(
    context,
    "resource.assign",
    { type: "resource", id: changed.length === 1 ? (changed[0]?.id ?? null) : null },
    { owner: ref, resources: changed },
  );
  publish({ topic: "accounts.changed", data: { resources: changed.length } });
  publish({ topic: "findings.changed", data: { changed: changed.length } });
  return { changed };
}
