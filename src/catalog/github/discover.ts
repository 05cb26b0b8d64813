import { and, asc, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import * as z from "zod";
import { catalogLocations } from "../../../db/schema/catalog.ts";
import { githubConnections, githubDeliveries, githubRepositories } from "../../../db/schema/github.ts";
import type { OrgContext } from "../../base/context.ts";
import { type Job, job, laterAll, progress } from "../../base/jobs.ts";
import { GitHubError, type GitHubRepository } from "../../ports/github.ts";
import { readSoon as readLocationSoon } from "../locations.ts";
import { type Connection, clientOf, DISCOVER_GITHUB } from "./connections.ts";
import { beginningOf } from "./places.ts";

/** Looks through the files of one repository; src/catalog/github/read-repository.ts runs it. */
export const READ_REPOSITORY = { name: "catalog.read-repository", attemptsMax: 5 } satisfies Partial<Job>;
export const ReadRepository = z.strictObject({ id: z.uuid() });

/** Deliveries that were taken; GitHub itself offers to send again what is at most three days old. */
const DELIVERIES_KEPT_MS = 7 * 86_400_000;
const WAIT_MS = 60_000;
const GONE_MAX = 500;

const Input = z.strictObject({ connectionId: z.uuid() });

/** Each day, for what no webhook has told: repositories that are new, renamed or gone. */
export const refreshGitHub = job({
  name: "catalog.refresh-github",
  title: "Read connected GitHub organisations again",
  input: z.strictObject({}),
  attemptsMax: 5,
  every: { cadence: "day", input: {} },
  // Most organisations have connected none.
  isQuiet: true,
  run: async ({ write }) => ({ done: { connections: await write(askForAll) } }),
});

/**
 * Reads the list of an organisation's repositories, a page a run, and asks for each repository to be looked through. The
 * page is kept in the row, so a run that was cut off goes on where it was.
 */
export const discoverGitHub = job({
  ...DISCOVER_GITHUB,
  title: "Read the repositories of a GitHub organisation",
  input: Input,
  async run({ input: { connectionId }, read, write, ports, now, jobId }) {
    const [connection] = await read(
      (db) => [db.select().from(githubConnections).where(eq(githubConnections.id, connectionId))],
      ([rows]) => rows,
    );
    if (!connection) return { done: { disconnected: true } };
    const [page, startedAt] = [connection.page ?? 1, connection.startedAt ?? now];
    try {
      const client = await clientOf(ports, connection);
      const { items, next } = await client.repositories(connection.login, page);
      const total = await write(async (org) => {
        await store(org, connection, items, startedAt);
        const gone = next === null ? await forgetMissing(org, connection, startedAt) : 0;
        await org.tx
          .update(githubConnections)
          .set({ page: next, startedAt, status: "connected", problem: null, ...(next === null && { readAt: now }) })
          .where(eq(githubConnections.id, connection.id));
        const seen = await org.tx.$count(githubRepositories, eq(githubRepositories.connectionId, connection.id));
        await progress(org, jobId, { done: seen, total: null, message: `Page ${page} of ${connection.login}` });
        org.publish({ topic: "catalog.changed", data: {} });
        return { seen, gone };
      });
      if (next !== null) return { again: 0 };
      return { done: { organisation: connection.login, repositories: total.seen, gone: total.gone } };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      if (error.failure === "limited") return { again: (error.detail.retryAfterSeconds ?? 0) * 1_000 || WAIT_MS };
      if (error.failure === "unavailable") throw error;
      // A person must mend it: the page shows why, and what was read before stays.
      await write(async (org) => {
        await org.tx
          .update(githubConnections)
          .set({ status: "failing", problem: error.message, page: null })
          .where(eq(githubConnections.id, connection.id));
        org.publish({ topic: "catalog.changed", data: {} });
      });
      return { done: { organisation: connection.login, problem: error.message } };
    }
  },
});

async function askForAll(org: OrgContext): Promise<number> {
  const { tx, now } = org;
  await tx
    .delete(githubDeliveries)
    .where(lt(githubDeliveries.receivedAt, new Date(now.getTime() - DELIVERIES_KEPT_MS)));
  const all = await tx
    .update(githubConnections)
    .set({ page: 1, startedAt: now })
    .where(isNull(githubConnections.page))
    .returning({ id: githubConnections.id });
  await laterAll(
    org,
    DISCOVER_GITHUB,
    all.map(({ id }) => ({ input: { connectionId: id }, key: id })),
  );
  return all.length;
}

/** A renamed repository is known by GitHub's id. Archived ones are listed, and not looked through. */
export async function store(
  org: OrgContext,
  { id: connectionId, organizationId }: Pick<Connection, "id" | "organizationId">,
  items: readonly GitHubRepository[],
  seenAt: Date,
) {
  if (items.length === 0) return;
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  const rows = await org.tx
    .insert(githubRepositories)
    .values(
      items.map(({ id, fullName, defaultBranch, isArchived, description }) => ({
        organizationId,
        connectionId,
        githubId: id,
        fullName,
        defaultBranch,
        isArchived,
        description,
        seenAt,
      })),
    )
    .onConflictDoUpdate({
      target: [githubRepositories.organizationId, githubRepositories.connectionId, githubRepositories.githubId],
      set: {
        fullName: taken("full_name"),
        defaultBranch: taken("default_branch"),
        isArchived: taken("is_archived"),
        description: taken("description"),
        seenAt: taken("seen_at"),
        goneAt: sql`null`,
        // Another name or branch has other addresses: looked through as if for the first time.
        etag: sql`case when github_repositories.full_name = excluded.full_name and github_repositories.default_branch = excluded.default_branch then github_repositories.etag end`,
      },
    })
    .returning({ id: githubRepositories.id, isArchived: githubRepositories.isArchived });
  await laterAll(
    org,
    READ_REPOSITORY,
    rows.filter(({ isArchived }) => !isArchived).map(({ id }) => ({ input: { id }, key: id })),
  );
}

/** Those that the whole list did not hold. Their files are asked for once more, and say themselves that they are gone. */
async function forgetMissing(org: OrgContext, connection: Connection, startedAt: Date): Promise<number> {
  const { tx, now } = org;
  const gone = await tx
    .update(githubRepositories)
    .set({ goneAt: now })
    .where(
      and(
        eq(githubRepositories.connectionId, connection.id),
        isNull(githubRepositories.goneAt),
        lt(githubRepositories.seenAt, startedAt),
      ),
    )
    .returning({ fullName: githubRepositories.fullName, defaultBranch: githubRepositories.defaultBranch });
  if (gone.length === 0) return 0;
  const files = await tx
    .select({ id: catalogLocations.id })
    .from(catalogLocations)
    .where(
      and(
        eq(catalogLocations.type, "url"),
        isNotNull(catalogLocations.readAt),
        or(
          ...gone
            .slice(0, GONE_MAX)
            .map(
              ({ fullName, defaultBranch }) =>
                sql`${catalogLocations.target} ^@ ${beginningOf(fullName, defaultBranch)}`,
            ),
        ),
      ),
    )
    .orderBy(asc(catalogLocations.id))
    .limit(GONE_MAX);
  for (const { id } of files) await readLocationSoon(org, id);
  return gone.length;
}
