import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";

export type Health = {
  status: "healthy" | "unhealthy";
  dependencies: { database: { status: "up" | "down"; responseTimeMs: number } };
};

/** Each dependency's state, asked now. The reason of an outage stays in the log. */
export async function checkHealth(database: Database, clock: () => Date): Promise<Health> {
  const startedAt = clock().getTime();
  const isUp = await database
    .identity()
    .execute(sql`select 1`)
    .then(() => true)
    .catch(() => false);
  const responseTimeMs = clock().getTime() - startedAt;
  return {
    status: isUp ? "healthy" : "unhealthy",
    dependencies: { database: { status: isUp ? "up" : "down", responseTimeMs } },
  };
}
