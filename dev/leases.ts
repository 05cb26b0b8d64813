import pg from "pg";

const LIMIT_MS = 500;

/**
 * Jobs that a dead workerd was running are due at once, instead of when their lease of a minute ends. For a database
 * that serves this one workerd only, while it does not run. Should a run live on after all, its token is old by then
 * and its writes are refused. Best effort: when Postgres is away too, the leases end by themselves.
 */
export async function releaseLeases(ownerUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("update jobs set lease_until = now() where state = 'running'");
  } catch {
    // See above.
  } finally {
    await client.end().catch(() => {});
  }
}
