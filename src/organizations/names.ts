import { eq } from "drizzle-orm";
import * as z from "zod";
import { violatedConstraint } from "../../db/client.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { RESERVED_SLUGS } from "../routes.ts";

/** One label of a host name, RFC 1035. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const Subdomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(LABEL, "Use letters, digits and hyphens, at most 63, and no hyphen at the ends.")
  .min(3, "Use at least 3 characters.")
  .refine((name) => !RESERVED_SLUGS.has(name), "This name is a part of DevControl itself. Choose another.");
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, "A domain has at most 253 characters.")
  .refine(
    (name) =>
      name.split(".").length >= 2 && name.split(".").every((label) => LABEL.test(label)) && !/^[\d.]+$/.test(name),
    "Write a domain such as acme.example, without https://.",
  );

/** null takes the name away; what is absent stays. */
export const AddressChange = z.strictObject({
  subdomain: Subdomain.nullable().optional(),
  domain: Domain.nullable().optional(),
});

export const addressColumns = { subdomain: organizations.subdomain, domain: organizations.domain };

/** Under which names the organisation is known besides its own address. */
export async function changeAddress(context: OrgContext, change: z.infer<typeof AddressChange>) {
  const { tx, organization } = context;
  const [before] = await tx.select(addressColumns).from(organizations).for("update");
  if (!before) throw notFound("The organisation");
  const after = { ...before, ...change };
  try {
    await tx.update(organizations).set(after).where(eq(organizations.id, organization.organizationId));
  } catch (error) {
    if (violatedConstraint(error) !== "organizations_subdomain_unique") throw error;
    throw conflict("This subdomain is another organisation's. Choose another.");
  }
  await record(
    context,
    "organization.address",
    { type: "organization", id: organization.organizationId },
    { before, after },
  );
  return after;
}
