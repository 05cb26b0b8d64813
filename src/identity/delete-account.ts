import { eq } from "drizzle-orm";
import { users } from "../../db/schema/identity.ts";
import { inOrganization } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { badRequest, conflict, Expected, unauthorized } from "../base/errors.ts";
import type { Context } from "../base/trpc.ts";
import { leave } from "../organizations/index.ts";
import { verifyPassword } from "./passwords.ts";
import { organizationsOf } from "./people.ts";

type Asking = Pick<Context, "database" | "ports" | "now" | "requestId" | "client" | "token" | "entered">;

/**
 * A person's account, with sessions, API keys and places in organisations and teams. What they did stays in each
 * organisation's log under their name: that log cannot be changed. Their last organisation as its only owner holds them,
 * because it would be nobody's: each one is left by the same rule as in the settings, under its lock.
 * @param typed their address, as they have typed it, and their password where they have one.
 */
export async function deleteAccount(
  context: Asking,
  { userId, email }: { userId: string; email: string | null },
  typed: { email: string; password: string },
): Promise<void> {
  const { database, ports, token } = context;
  if (!token) throw unauthorized();
  if (!email || typed.email.trim().toLowerCase() !== email)
    throw badRequest("This is not your address.", { email: `Type ${email ?? "your address"} to confirm.` });
  const [person] = await database
    .identity()
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId));
  if (person?.passwordHash && !(await verifyPassword(typed.password, person.passwordHash)))
    throw badRequest("The password is wrong.", { password: "This is not your password." });
  const sessionId = await sha256(token);
  for (const { slug, name } of await organizationsOf(database, userId))
    try {
      const key = { sessionId, slug, role: "viewer" };
      await inOrganization(database, ports, key, { ...context, actor: null }, (organization) =>
        leave(organization, userId),
      );
    } catch (error) {
      if (!(error instanceof Expected) || error.code !== "CONFLICT") throw error;
      throw conflict(
        `You are the only owner of ${name}. Make somebody else its owner, or delete it under Settings, Data; then try again.`,
      );
    }
  await database.identity().delete(users).where(eq(users.id, userId));
}
