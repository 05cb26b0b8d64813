import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { users } from "../../db/schema/identity.ts";
import { notFound } from "../base/errors.ts";
import { createGuestSession } from "./sessions.ts";

/** The demo's one guest: a person without an email, a viewer of the sample organisation. dev/seed.ts makes them. */
export const GUEST_NAME = "Guest";
export const DEMO_SLUG = "demo";

/** A session of 24 hours in the demo; needs no sign-up and can change nothing. */
export async function startGuestSession(database: Database, now: Date) {
  const [guest] = await database
    .identity()
    .select({ id: users.id })
    .from(users)
    .where(and(isNull(users.email), eq(users.name, GUEST_NAME)))
    .limit(1);
  if (!guest) throw notFound("The demo");
  return createGuestSession(database, guest.id, now);
}
