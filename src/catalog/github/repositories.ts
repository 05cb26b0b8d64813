import { and, asc, eq, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { githubRepositories } from "../../../db/schema/github.ts";
import { catalogSuggestions } from "../../../db/schema/suggestions.ts";
import { after, Page, toPage } from "../../base/pages.ts";

export const RepositoriesInput = Page.extend({ connectionId: z.uuid().optional() });
type Input = z.infer<typeof RepositoriesInput>;

/** By name, with how much of the catalogue each declares. */
export function repositoriesPage(db: ReadDb, { connectionId, cursor, limit }: Input) {
  const from = after(cursor, z.string());
  const name = sql<string>`lower(${githubRepositories.fullName})`;
  return db
    .select({
      id: githubRepositories.id,
      name,
      fullName: githubRepositories.fullName,
      defaultBranch: githubRepositories.defaultBranch,
      isArchived: githubRepositories.isArchived,
      description: githubRepositories.description,
      readAt: githubRepositories.readAt,
      problem: githubRepositories.problem,
      proposal: githubRepositories.proposal,
      suggestions: sql<number>`(select count(*)::int from ${catalogSuggestions} s where s.repository_id = github_repositories.id and s.state = 'open'
        and not exists (select from ${entities} e where e.ref = s.ref and e.declared is not null and e.orphaned_at is null))`,
      entities: sql<number>`(select count(*)::int from ${entities} e join ${catalogLocations} l on l.organization_id = e.organization_id and l.id = e.location_id
        where l.type = 'url' and l.target ^@ ('https://github.com/' || github_repositories.full_name || '/') and e.orphaned_at is null)`,
    })
    .from(githubRepositories)
    .where(
      and(
        isNull(githubRepositories.goneAt),
        connectionId ? eq(githubRepositories.connectionId, connectionId) : undefined,
        from ? sql`(${name}, ${githubRepositories.id}) > (${from.value}, ${from.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(name), asc(githubRepositories.id))
    .limit(limit + 1);
}

export const toRepositories = <Row extends { id: string; name: string }>(rows: readonly Row[], { limit }: Input) =>
  toPage(rows, limit, ({ name }) => name);
