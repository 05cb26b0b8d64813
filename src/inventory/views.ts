import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { resourceViews } from "../../db/schema/inventory.ts";
import { type OrgContext, personId } from "../base/context.ts";
import { conflict } from "../base/errors.ts";
import { record } from "../base/events.ts";

/** Of the organisation's, and of each person's own. */
const VIEWS_MAX = 50;
const SEARCH_KEYS_MAX = 30;
const value = z.union([z.string().max(400), z.boolean(), z.number(), z.array(z.string().max(250)).max(100)]);

export const ViewInput = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(60),
  /** What the address of the page holds. */
  search: z
    .record(z.string().regex(/^[a-z][A-Za-z]{0,30}$/), value)
    .refine((search) => Object.keys(search).length <= SEARCH_KEYS_MAX, { error: "It holds too much." }),
  isDefault: z.boolean().default(false),
});
export const ViewName = ViewInput.pick({ name: true });

/** The organisation's and those of whoever asks; a key or a guest has none of its own. */
export const viewsOf = (db: ReadDb, userId: string | null) =>
  db
    .select({
      id: resourceViews.id,
      name: resourceViews.name,
      search: resourceViews.search,
      isShared: sql<boolean>`${resourceViews.userId} is null`,
      isDefault: resourceViews.isDefault,
      createdBy: resourceViews.createdBy,
    })
    .from(resourceViews)
    .where(or(isNull(resourceViews.userId), userId ? eq(resourceViews.userId, userId) : undefined))
    .orderBy(sql`${resourceViews.userId} is not null`, asc(resourceViews.name), asc(resourceViews.id))
    .limit(2 * VIEWS_MAX);

type Whose = "own" | "shared";
const belongsTo = (userId: string | null) =>
  userId === null ? isNull(resourceViews.userId) : eq(resourceViews.userId, userId);

/** Under a name that is there already, it takes its place. One default per person, and one of the organisation. */
export async function saveView(context: OrgContext, whose: Whose, input: z.infer<typeof ViewInput>) {
  const { tx, organization, actor, now } = context;
  const userId = whose === "own" ? personId(context) : null;
  // Two that save at once wait for each other: names are unique and defaults single within whose they are.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`views ${organization.organizationId} ${userId}`}, 0))`,
  );
  const present = await tx.select().from(resourceViews).where(belongsTo(userId)).orderBy(resourceViews.id);
  const before = present.find(({ name }) => name === input.name);
  if (!before && present.length >= VIEWS_MAX)
    throw conflict(`There are ${VIEWS_MAX} views, which is the limit. Remove one first.`);
  if (input.isDefault)
    await tx
      .update(resourceViews)
      .set({ isDefault: false })
      .where(and(belongsTo(userId), eq(resourceViews.isDefault, true)));
  const [after] = before
    ? await tx
        .update(resourceViews)
        .set({ search: input.search, isDefault: input.isDefault })
        .where(eq(resourceViews.id, before.id))
        .returning()
    : await tx
        .insert(resourceViews)
        .values({
          ...input,
          organizationId: organization.organizationId,
          userId,
          createdBy: actor.name,
          createdAt: now,
        })
        .returning();
  if (!after) throw new Error("the view was not written");
  await record(context, before ? "view.change" : "view.create", { type: "view", id: after.id }, { before, after });
  return { id: after.id };
}

/** @returns the view, so that it can be saved again; null = there was none of that name. */
export async function removeView(context: OrgContext, whose: Whose, name: string) {
  const userId = whose === "own" ? personId(context) : null;
  const [before] = await context.tx
    .delete(resourceViews)
    .where(and(eq(resourceViews.name, name), belongsTo(userId)))
    .returning();
  if (!before) return { removed: null };
  await record(context, "view.remove", { type: "view", id: before.id }, { before });
  return { removed: { name, search: before.search, isDefault: before.isDefault } };
}
