import { eq } from "drizzle-orm";
import * as z from "zod";
import { type Db, violatedConstraint } from "../../db/client.ts";
import { memberships, organizations } from "../../db/schema/organizations.ts";
import { inOrganization, type OrgContext } from "../base/context.ts";
import { randomToken } from "../base/crypto.ts";
import { notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import type { Context } from "../base/trpc.ts";
import { RESERVED_SLUGS } from "../routes.ts";

export const OrganizationName = z
  .string()
  .trim()
  .min(2, "Use at least 2 characters.")
  .max(60, "Use at most 60 characters.");

const requiredTags = z.array(z.string().trim().min(1).max(128)).max(20);
/** Beside the required tags: per type, and with the values that are allowed; a star at a value's end stands for any rest. */
const tagRules = z
  .array(
    z.strictObject({
      key: z.string().trim().min(1).max(128),
      values: z.array(z.string().trim().min(1).max(256)).max(50).default([]),
      types: z
        .array(z.string().regex(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/, "Name a type such as AWS::S3::Bucket."))
        .max(50)
        .default([]),
    }),
  )
  .max(50);
/** AWS account (our id) → who owns what nobody else is known to own. */
const accountOwners = z
  .record(z.uuid(), z.string().trim().toLowerCase().min(1).max(200))
  .refine((owners) => Object.keys(owners).length <= 200, "At most 200 accounts.");
const costRequestsCapUsd = z.number().min(0).max(1000);
const spendRateUsd = z.number().min(0).max(1_000_000);
/** Each is one more query of every cost sync, a page or more at $0.01. */
const costTagKeys = z.array(z.string().trim().min(1).max(128)).max(5);

/** What an organisation sets for itself; defaults fill what it has not set. */
export const Settings = z.object({
  requiredTags: requiredTags.default(["Environment", "Owner", "CostCenter"]),
  tagRules: tagRules.default([]),
  /** US dollars a month that Cost Explorer requests may cost; each request costs $0.01. */
  costRequestsCapUsd: costRequestsCapUsd.default(10),
  /** US dollars an hour of usage, on a whole day, above which somebody is told; 0 = nobody. */
  spendRateUsd: spendRateUsd.default(100),
  /** Cost allocation tags that costs are read by. */
  costTagKeys: costTagKeys.default(["Owner"]),
  accountOwners: accountOwners.default({}),
});
export type Settings = z.infer<typeof Settings>;
/** Without the defaults: what is absent stays as it is. */
export const SettingsChange = z.strictObject({
  requiredTags: requiredTags.optional(),
  tagRules: tagRules.optional(),
  costRequestsCapUsd: costRequestsCapUsd.optional(),
  costTagKeys: costTagKeys.optional(),
  spendRateUsd: spendRateUsd.optional(),
  accountOwners: accountOwners.optional(),
});

const SLUG_TRIES = 5;
/** Acts until the owner is known, some lines later. */
const SYSTEM = { kind: "system" as const, id: null, name: "DevControl" };

/** An organisation with its first owner. The slug comes from the name; when it is taken, a short random end is added. */
export async function createOrganization(
  { database, ports, now, requestId, client }: Pick<Context, "database" | "ports" | "now" | "requestId" | "client">,
  ownerName: string,
  name: string,
  /** Makes or names the owner, in the same transaction. */
  ownerId: (tx: Db) => Promise<string>,
): Promise<{ slug: string; name: string }> {
  for (let attempt = 1; ; attempt++) {
    const slug = slugFrom(name, attempt);
    try {
      return await inOrganization(
        database,
        ports,
        "new",
        { actor: SYSTEM, now, requestId, client },
        async (entered) => {
          const userId = await ownerId(entered.tx);
          const context = { ...entered, actor: { kind: "user" as const, id: userId, name: ownerName } };
          const { organizationId } = context.organization;
          const [made] = await context.tx
            .insert(organizations)
            .values({ id: organizationId, slug, name, createdAt: now })
            .returning();
          const [owner] = await context.tx
            .insert(memberships)
            .values({ organizationId, userId, role: "owner", createdAt: now })
            .returning();
          await record(context, "organization.create", { type: "organization", id: organizationId }, { after: made });
          await record(context, "member.join", { type: "member", id: userId }, { name: ownerName, after: owner });
          return { slug, name };
        },
      );
    } catch (error) {
      if (violatedConstraint(error) !== "organizations_slug_unique" || attempt >= SLUG_TRIES) throw error;
    }
  }
}

/** "Juniper Goods & Co." → "juniper-goods-co"; from the second try on with a random end. */
export function slugFrom(name: string, attempt: number): string {
  const base = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const isUsable = base.length >= 2 && !RESERVED_SLUGS.has(base);
  if (attempt === 1 && isUsable) return base;
  return `${base || "org"}-${randomToken(6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "x")
    .slice(0, 6)}`;
}

export async function renameOrganization(context: OrgContext, name: string) {
  const { organizationId } = context.organization;
  const [before] = await context.tx.select().from(organizations).for("update");
  if (!before) throw notFound("The organisation");
  const [after] = await context.tx
    .update(organizations)
    .set({ name })
    .where(eq(organizations.id, organizationId))
    .returning();
  await record(context, "organization.rename", { type: "organization", id: organizationId }, { before, after });
  return { name };
}

/** Changes only the settings that are given. */
export async function changeSettings(context: OrgContext, change: z.infer<typeof SettingsChange>) {
  const { organizationId } = context.organization;
  const [before] = await context.tx.select().from(organizations).for("update");
  if (!before) throw notFound("The organisation");
  const settings = Settings.parse({ ...before.settings, ...change });
  const [after] = await context.tx
    .update(organizations)
    .set({ settings })
    .where(eq(organizations.id, organizationId))
    .returning();
  await record(context, "organization.settings", { type: "organization", id: organizationId }, { before, after });
  return settings;
}

/** The settings inside a transaction of the organisation. */
export async function readSettings({ tx }: Pick<OrgContext, "tx">): Promise<Settings> {
  const [row] = await tx.select({ settings: organizations.settings }).from(organizations);
  return Settings.parse(row?.settings ?? {});
}
