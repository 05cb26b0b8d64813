import { and, eq, sql } from "drizzle-orm";
import { catalogLocations } from "../../../db/schema/catalog.ts";
import { githubConnections, githubRepositories } from "../../../db/schema/github.ts";
import type { OrgContext } from "../../base/context.ts";
import { job } from "../../base/jobs.ts";
import { GitHubError } from "../../ports/github.ts";
import { readDocsSoon } from "../docs/read-docs.ts";
import { inferRepository, worthReading } from "../infer/repository.ts";
import { storeSuggestions } from "../infer/suggestions.ts";
import { registerAll } from "../locations.ts";
import { clientOf } from "./connections.ts";
import { READ_REPOSITORY, ReadRepository } from "./discover.ts";
import { addressOf, beginningOf, isCatalogFile } from "./places.ts";

const CATALOG_FILES_MAX = 100;
const WAIT_MS = 60_000;

/**
 * Looks through the files of one repository at its default branch. Its catalogue files become registered addresses, which
 * are read, and read again, as all of them are; what other files tell of entities becomes suggestions.
 */
export const readRepository = job({
  ...READ_REPOSITORY,
  title: "Look through a repository",
  input: ReadRepository,
  // Thousands a day in a large organisation; the reading of the list tells how many.
  isQuiet: true,
  async run({ input: { id }, read, write, ports, now }) {
    const [found] = await read(
      (db) => [
        db
          .select({ repository: githubRepositories, connection: githubConnections })
          .from(githubRepositories)
          .innerJoin(githubConnections, eq(githubConnections.id, githubRepositories.connectionId))
          .where(eq(githubRepositories.id, id)),
      ],
      ([rows]) => rows,
    );
    if (!found) return { done: {} };
    const { fullName, defaultBranch, description, etag } = found.repository;
    const note = (change: Partial<typeof githubRepositories.$inferSelect>) =>
      write(({ tx }) => tx.update(githubRepositories).set(change).where(eq(githubRepositories.id, id)));
    try {
      const client = await clientOf(ports, found.connection);
      const tree = await client.tree(fullName, defaultBranch, etag);
      if (tree.isSame) {
        await note({ readAt: now, problem: null });
        return { done: { same: true } };
      }
      const places = tree.files
        .filter(({ path }) => isCatalogFile(path))
        .slice(0, CATALOG_FILES_MAX)
        .map(({ path }) => addressOf({ repository: fullName, ref: defaultBranch, path }));
      const texts = new Map<string, string>();
      for (const path of worthReading(tree.files)) {
        const file = await client.file(fullName, path, defaultBranch).catch(unreadable);
        if (file && !file.isSame) texts.set(path, file.text);
      }
      const told = inferRepository({ fullName, description, files: tree.files, texts });
      await write(async (org) => {
        await registerAll(org, places);
        await readDocsAgain(org, beginningOf(fullName, defaultBranch));
        await storeSuggestions(org, { source: `github.com/${fullName}`, repositoryId: id }, told);
        await org.tx
          .update(githubRepositories)
          .set({
            readAt: now,
            etag: tree.etag,
            problem: tree.isWhole ? null : "It has too many files for GitHub to list; only a part was looked through.",
          })
          .where(eq(githubRepositories.id, id));
        org.publish({ topic: "catalog.changed", data: {} });
      });
      return { done: { files: places.length } };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      if (error.failure === "limited") return { again: (error.detail.retryAfterSeconds ?? 0) * 1_000 || WAIT_MS };
      await note({ problem: error.message });
      if (error.failure === "unavailable") throw error;
      return { done: { problem: error.message } };
    }
  },
});

/** Its files have changed, and their documentation may have. */
async function readDocsAgain(org: OrgContext, beginning: string) {
  const files = await org.tx
    .select({ id: catalogLocations.id })
    .from(catalogLocations)
    .where(and(eq(catalogLocations.type, "url"), sql`${catalogLocations.target} ^@ ${beginning}`))
    .limit(CATALOG_FILES_MAX);
  await readDocsSoon(
    org,
    files.map(({ id }) => id),
  );
}

/** One file that is too large, no text, or gone meanwhile tells nothing; the rest does. */
function unreadable(error: unknown): null {
  if (error instanceof GitHubError && ["absent", "large", "refused"].includes(error.failure)) return null;
  throw error;
}
