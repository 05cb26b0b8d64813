import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import { users } from "../../db/schema/identity.ts";
import { apiKeys, ROLES } from "../../db/schema/organizations.ts";
import { makeApiKey } from "../base/api-key.ts";
import type { OrgContext } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { mayGive } from "./rank.ts";

export const KEYS_MAX = 100;
const DAYS_MAX = 365;
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "Write an address or a network such as 203.0.113.0/24.",
});

export const NewApiKey = z.strictObject({
  name: z.string().trim().min(1, "Name what it is for.").max(60, "Use at most 60 characters."),
  role: z.enum(ROLES),
  scopes: z
    .array(
      z
        .string()
        .regex(/^([a-z]{1,30}:)?(read|write)$/, "A scope is read, write, or one of a capability such as costs:read."),
    )
    .min(1, "Choose at least one scope.")
    .max(20),
  /** Its life in days. */
  days: z.number().int().min(1).max(DAYS_MAX),
  networks: z.array(network).max(20).default([]),
});

/** Keys that work, newest first. */
export const liveKeys = (db: Pick<OrgContext["tx"], "select">, now: Date) =>
  db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      ending: apiKeys.ending,
      role: apiKeys.role,
      scopes: apiKeys.scopes,
      networks: apiKeys.networks,
      createdBy: users.name,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.createdBy))
    .where(and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now)))
    .orderBy(desc(apiKeys.id))
    .limit(KEYS_MAX);

/** @returns the key, this once; only its hash is stored. */
export async function createKey(context: OrgContext, userId: string, input: z.infer<typeof NewApiKey>) {
  const { tx, organization, now } = context;
  const { name, role, scopes, networks, days } = input;
  if (!mayGive(organization.role, role))
    throw forbidden(`Your role is ${organization.role}: you cannot make a key with the role ${role}.`);
  const present = await liveKeys(tx, now);
  if (present.length >= KEYS_MAX) throw conflict(`There are ${KEYS_MAX} keys, which is the limit. Revoke some first.`);
  // The id is a part of the key's text, so it is made before the row.
  const { rows } = await tx.execute(sql`select app.uuidv7()::text as id`);
  const id = z.uuid().parse(rows[0]?.id);
  const key = makeApiKey(id);
  const expiresAt = new Date(now.getTime() + days * 86_400_000);
  const values = {
    organizationId: organization.organizationId,
    id,
    name,
    hash: await sha256(key),
    ending: key.slice(-4),
    role,
    scopes,
    networks,
    createdBy: userId,
    createdAt: now,
    expiresAt,
  };
  const [after] = await tx.insert(apiKeys).values(values).returning();
  await record(context, "key.create", { type: "key", id }, { after });
  return { id, key, name, expiresAt };
}

/** One's own, or anybody's for maintainers. It is refused from then on. */
export async function revokeKey(context: OrgContext, userId: string, id: string) {
  const { tx, organization, now } = context;
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .for("update");
  if (!row) throw notFound("The API key");
  if (row.createdBy !== userId && !["owner", "maintainer"].includes(organization.role))
    throw forbidden("This key is somebody else's. Ask a maintainer to revoke it.");
  await tx.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id));
  const { name, role } = row;
  await record(
    context,
    "key.revoke",
    { type: "key", id },
    { name, role, before: row, after: { ...row, revokedAt: now } },
  );
  return { id };
}
