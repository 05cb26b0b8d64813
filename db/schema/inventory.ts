import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { entities } from "./catalog.ts";
import { users } from "./identity.ts";
import { instant, tenantColumns } from "./tenancy.ts";

export const ACCOUNT_KINDS = ["sample", "role", "keys"] as const;
/** organization: the management account of an AWS organisation, whose member accounts are listed too. */
export const ACCOUNT_SCOPES = ["account", "organization"] as const;
/** What AWS says of a member account; only an active one can be read. */
export const MEMBER_STATES = ["pending-activation", "active", "suspended", "pending-closure", "closed"] as const;
/** AES-256-GCM: key version, nonce and ciphertext in base64. */
export type Sealed = { keyVersion: string; nonce: string; ciphertext: string };

export const awsAccounts = pgTable(
  "aws_accounts",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    kind: text("kind").notNull().$type<(typeof ACCOUNT_KINDS)[number]>(),
    /** Twelve digits as STS says; null until the first successful call. */
    awsAccountId: text("aws_account_id"),
    partition: text("partition").notNull().default("aws"),
    roleArn: text("role_arn"),
    /** Made by us, 128 bit, one per connection. */
    externalId: text("external_id"),
    /** What the role's trust policy pins of our tokens, where it trusts our signature instead of an ExternalId. */
    subject: text("subject"),
    scope: text("scope").notNull().default("account").$type<(typeof ACCOUNT_SCOPES)[number]>(),
    /** The connection of the management account through which this one was connected: one role, one trust for all members. */
    managementId: uuid("management_id"),
    /** IAM actions of the policy that was handed out last; null = not known. */
    granted: jsonb("granted").$type<string[]>(),
    /** A member account that AWS newly tells of is connected without anybody. */
    connectsMembers: boolean("connects_members").notNull().default(false),
    /** When the member accounts were listed last, and why the last try could not. */
    membersListedAt: instant("members_listed_at"),
    membersProblem: text("members_problem"),
    sealedKeys: jsonb("sealed_keys").$type<Sealed>(),
    status: text("status").notNull().default("new").$type<"new" | "connected" | "failing">(),
    /** Why it fails, in words. */
    problem: text("problem"),
    checkedAt: instant("checked_at"),
    discoveredAt: instant("discovered_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("aws_accounts_number").on(t.organizationId, t.awsAccountId).where(sql`aws_account_id is not null`),
    check("aws_accounts_kind", sql`${t.kind} in ('sample', 'role', 'keys')`),
    check("aws_accounts_scope", sql`${t.scope} in ('account', 'organization')`),
    index("aws_accounts_management").on(t.organizationId, t.managementId),
    foreignKey({ columns: [t.organizationId, t.managementId], foreignColumns: [t.organizationId, t.id] }),
  ],
);

/** The accounts of an AWS organisation, as its management account lists them; connected or not. */
export const memberAccounts = pgTable(
  "member_accounts",
  {
    ...tenantColumns,
    managementId: uuid("management_id").notNull(),
    /** Twelve digits. */
    awsAccountId: text("aws_account_id").notNull(),
    name: text("name").notNull(),
    state: text("state").notNull().$type<(typeof MEMBER_STATES)[number]>(),
    joinedAt: instant("joined_at"),
    firstSeenAt: instant("first_seen_at").notNull(),
    seenAt: instant("seen_at").notNull(),
    /** Set when a complete list no longer held it. */
    leftAt: instant("left_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("member_accounts_number").on(t.organizationId, t.managementId, t.awsAccountId),
    index("member_accounts_name").on(t.organizationId, t.managementId, t.name, t.id),
    check(
      "member_accounts_state",
      sql`${t.state} in ('pending-activation', 'active', 'suspended', 'pending-closure', 'closed')`,
    ),
    foreignKey({
      columns: [t.organizationId, t.managementId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** What a scan of one unit has met so far: it takes many runs, and the last of them tells of all. */
export type DiscoveryTally = {
  counts: {
    resources: number;
    new: number;
    changed: number;
    vanished: number;
    findingsOpened: number;
    rulesEvaluated: number;
  };
  problems: string[];
};

/** One (account, region, service): how far it was read, when, and why not. */
export const discoveryUnits = pgTable(
  "discovery_units",
  {
    ...tenantColumns,
    accountId: uuid("account_id").notNull(),
    region: text("region").notNull(),
    service: text("service").notNull(),
    /** Where the next page starts; null = at the beginning. Survives a killed worker. */
    cursor: jsonb("cursor").$type<{ scan: string; at: string | null; tally?: DiscoveryTally }>(),
    resources: integer("resources").notNull().default(0),
    readAt: instant("read_at"),
    /** Why the last try could not read it; null = it could. */
    problem: text("problem"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("discovery_units_place").on(t.organizationId, t.accountId, t.region, t.service),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** The AWS columns of an entity, one to one. */
export const resources = pgTable(
  "resources",
  {
    organizationId: tenantColumns.organizationId,
    id: uuid("id").notNull(),
    accountId: uuid("account_id").notNull(),
    region: text("region").notNull(),
    service: text("service").notNull(),
    /** The region of the unit that reads it: for global services, the home region. */
    place: text("place").notNull(),
    type: text("type").notNull(),
    nativeId: text("native_id").notNull(),
    arn: text("arn").notNull(),
    name: text("name").notNull(),
    status: text("status"),
    /** null = not read, or the question makes no sense for the type. */
    encrypted: boolean("encrypted"),
    public: boolean("public"),
    hasBackup: boolean("has_backup"),
    estimatedMonthlyCost: numeric("estimated_monthly_cost", { precision: 24, scale: 10 }),
    currency: text("currency"),
    tags: jsonb("tags").$type<Record<string, string>>(),
    config: jsonb("config").notNull().$type<Record<string, unknown>>(),
    metrics: jsonb("metrics").notNull().default({}).$type<Record<string, number | null>>(),
    unread: jsonb("unread").notNull().default({}).$type<Record<string, string>>(),
    hash: text("hash").notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
    changedAt: instant("changed_at").notNull(),
    /** Set when a complete read of its place no longer showed it; the row stays. */
    vanishedAt: instant("vanished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("resources_identity").on(t.organizationId, t.accountId, t.region, t.type, t.nativeId),
    index("resources_arn").on(t.organizationId, t.arn),
    index("resources_native").on(t.organizationId, t.nativeId),
    index("resources_name").on(t.organizationId, t.name, t.id),
    index("resources_place").on(t.organizationId, t.accountId, t.place, t.service),
    foreignKey({ columns: [t.organizationId, t.id], foreignColumns: [entities.organizationId, entities.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** What the running scan of a unit has met, so that the rest can be marked as vanished; emptied when the unit is done. */
export const sightings = pgTable(
  "sightings",
  {
    organizationId: tenantColumns.organizationId,
    unitId: uuid("unit_id").notNull(),
    scan: text("scan").notNull(),
    resourceId: uuid("resource_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.unitId, t.scan, t.resourceId] }),
    foreignKey({
      columns: [t.organizationId, t.unitId],
      foreignColumns: [discoveryUnits.organizationId, discoveryUnits.id],
    }).onDelete("cascade"),
  ],
);

/** What the tags of a resource say about who owns it; the catalogue and the account's default are asked when it is read. */
export const resourceOwners = pgTable(
  "resource_owners",
  {
    organizationId: tenantColumns.organizationId,
    resourceId: uuid("resource_id").notNull(),
    /** Canonical reference of the owner that a tag names, and that tag. */
    ownerRef: text("owner_ref"),
    tagKey: text("tag_key"),
    /** Account and CloudFormation stack: what one resource of a stack says of its owner holds for those that say nothing. */
    stack: text("stack"),
    /** Whom people have named here: it goes before everything that is read. */
    assignedRef: text("assigned_ref"),
    assignedBy: text("assigned_by"),
    assignedAt: instant("assigned_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.resourceId] }),
    index("resource_owners_stack").on(t.organizationId, t.stack),
    foreignKey({
      columns: [t.organizationId, t.resourceId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
  ],
);

export const RESOURCE_CHANGES = ["new", "changed", "vanished", "returned"] as const;
export type ResourceChange = (typeof RESOURCE_CHANGES)[number];
/** One field that differs. A side that is absent was not there, or was not read: `unread` says which. */
export type FieldChange = { path: string; before?: unknown; after?: unknown; unread?: "before" | "after" };

/** What discovery has seen change in a resource: the fields that differ, not the whole. Bounded by age and number. */
export const resourceVersions = pgTable(
  "resource_versions",
  {
    ...tenantColumns,
    resourceId: uuid("resource_id").notNull(),
    change: text("change").notNull().$type<ResourceChange>(),
    fields: jsonb("fields").notNull().default([]).$type<FieldChange[]>(),
    /** How many more fields differ than are kept. */
    omitted: integer("omitted").notNull().default(0),
    /** When it was seen; it happened between the read before and then. */
    at: instant("at").notNull(),
    /** The complete read before; null = there was none. */
    after: instant("after"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("resource_versions_time").on(t.organizationId, t.at, t.id),
    index("resource_versions_resource").on(t.organizationId, t.resourceId, t.at),
    foreignKey({
      columns: [t.organizationId, t.resourceId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    check(
      "resource_versions_change",
      sql`${t.change} in (${sql.raw(RESOURCE_CHANGES.map((word) => `'${word}'`).join(", "))})`,
    ),
  ],
);

/** A question about resources that somebody keeps: filters, columns and order as the address holds them. */
export const resourceViews = pgTable(
  "resource_views",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    /** Whose it is; null = everybody's in the organisation. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    search: jsonb("search").notNull().$type<Record<string, unknown>>(),
    /** What the page opens with: one's own goes before the organisation's. */
    isDefault: boolean("is_default").notNull().default(false),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("resource_views_name").on(t.organizationId, t.userId, t.name).nullsNotDistinct(),
  ],
);
