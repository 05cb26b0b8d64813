import { sql } from "drizzle-orm";
import type { World } from "../world.ts";
import type { Org } from "./fixture.ts";
import { status } from "./make-case.ts";

/** Whose a webhook is: asked by its id alone, and only while its organisation is open. */
export async function probeWebhooks(world: World, acme: Org): Promise<string[]> {
  const complaints: string[] = [];
  const ask = async (id: string) => {
    const { rows } = await world.database.identity().execute(sql`select * from app.webhook_target(${id}::uuid)`);
    return rows.map(({ organization_id }) => String(organization_id)).join() || "none";
  };
  const { rows } = await world.owner.query("select id from github_connections where organization_id = $1 limit 1", [
    acme.id,
  ]);
  const expectAnswer = async (what: string, wanted: string, id: string) => {
    const answer = await ask(id);
    if (answer !== wanted) complaints.push(`${what}: ${answer} instead of ${wanted}`);
  };
  await expectAnswer("a webhook of acme", acme.id, rows[0].id);
  await expectAnswer("a webhook that is not there", "none", crypto.randomUUID());
  await status(world, acme, "deleting");
  await expectAnswer("a webhook of a closed organisation", "none", rows[0].id);
  await status(world, acme, "active");
  return complaints;
}
