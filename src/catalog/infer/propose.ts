import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { githubConnections, githubRepositories } from "../../../db/schema/github.ts";
import { catalogSuggestions } from "../../../db/schema/suggestions.ts";
import type { OrgContext } from "../../base/context.ts";
import { conflict, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { type Job, job, later } from "../../base/jobs.ts";
import { GitHubError } from "../../ports/github.ts";
import { toYaml } from "../export.ts";
import { clientOf } from "../github/connections.ts";
import { isCatalogFile } from "../github/places.ts";
import { EntityRefInput } from "../refs.ts";
import { declare } from "./suggestions.ts";

const FILE = "catalog-info.yaml";
const BRANCH = "devcontrol/catalog-info";
const ENTITIES_MAX = 200;
const WAIT_MS = 60_000;

export const PROPOSE_FILES = { name: "catalog.propose-files", attemptsMax: 4 } satisfies Partial<Job>;
export const Proposal = z.strictObject({ repositoryId: z.uuid(), owner: EntityRefInput.optional() });
const Input = z.object({ repositoryId: z.uuid(), yaml: z.string(), entities: z.array(z.string()) });

/** What the repository's own file would declare: suggestions that are open or accepted, and not declared by a file. */
export const toPropose = (db: ReadDb, repositoryId: string) =>
  db
    .select({ suggestion: catalogSuggestions })
    .from(catalogSuggestions)
    .leftJoin(entities, and(eq(entities.ref, catalogSuggestions.ref), isNull(entities.orphanedAt)))
    .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
    .where(
      and(
        eq(catalogSuggestions.repositoryId, repositoryId),
        inArray(catalogSuggestions.state, ["open", "accepted"]),
        or(isNull(entities.declared), eq(catalogLocations.type, "inferred")),
      ),
    )
    .orderBy(asc(catalogSuggestions.ref))
    .limit(ENTITIES_MAX);

type Row = Awaited<ReturnType<typeof toPropose>>[number];

/** Asks for one pull request that writes the file. What is proposed is what people see now. */
export async function propose(
  context: OrgContext,
  { repositoryId, owner }: z.infer<typeof Proposal>,
  rows: readonly Row[],
) {
  const [repository] = await context.tx
    .select({ id: githubRepositories.id, fullName: githubRepositories.fullName, before: githubRepositories.proposal })
    .from(githubRepositories)
    .where(eq(githubRepositories.id, repositoryId))
    .for("update");
  if (!repository) throw notFound("The repository");
  // A team is named in many repositories, and belongs to none of them.
  const chosen = rows.map(({ suggestion }) => suggestion).filter(({ entity }) => entity.kind !== "Group");
  if (chosen.length === 0) throw conflict("Nothing is suggested for this repository that a file could declare.");
  const refs = chosen.map(({ ref }) => ref);
  const yaml = toYaml(chosen.map((suggestion) => withoutTexts(declare(suggestion, owner).item, suggestion.file)));
  await later(context, PROPOSE_FILES, { repositoryId, yaml, entities: refs }, { key: repositoryId });
  await record(
    context,
    "suggestion.propose",
    { type: "github-repository", id: repositoryId },
    { repository: repository.fullName, entities: refs },
  );
  return { repository: repository.fullName, entities: refs };
}

type Declared = ReturnType<typeof declare>["item"];

/** A definition stays in its own file, and the catalogue's names it. */
const withoutTexts = (item: Declared, file: string): Declared =>
  item.kind === "API" ? { ...item, spec: { ...item.spec, definition: { $text: `./${file}` } } } : item;

export const proposeFiles = job({
  ...PROPOSE_FILES,
  title: "Propose a catalog file on GitHub",
  input: Input,
  async run({ input, read, ports }) {
    const [found] = await read(
      (db) => [
        db
          .select({ repository: githubRepositories, connection: githubConnections })
          .from(githubRepositories)
          .innerJoin(githubConnections, eq(githubConnections.id, githubRepositories.connectionId))
          .where(eq(githubRepositories.id, input.repositoryId)),
      ],
      ([rows]) => rows,
    );
    if (!found) return { done: { disconnected: true } };
    const { fullName, defaultBranch } = found.repository;
    const note = (proposal: typeof found.repository.proposal) => async (org: OrgContext) => {
      await org.tx.update(githubRepositories).set({ proposal }).where(eq(githubRepositories.id, input.repositoryId));
      org.publish({ topic: "catalog.changed", data: {} });
    };
    try {
      const client = await clientOf(ports, found.connection);
      const tree = await client.tree(fullName, defaultBranch);
      const present = tree.isSame
        ? undefined
        : tree.files.find(({ path }) => isCatalogFile(path) && !path.includes("/"));
      if (present) {
        const problem = `${present.path} is there already: add to it by hand.`;
        return { done: { problem }, last: note({ problem }) };
      }
      const { number, url } = await client.propose(fullName, {
        branch: BRANCH,
        base: defaultBranch,
        title: "Describe this repository in catalog-info.yaml",
        body: bodyOf(input.entities),
        message: "Describe this repository in catalog-info.yaml",
        files: [{ path: FILE, text: input.yaml }],
        isUpdate: true,
      });
      return { done: { repository: fullName, number, url }, last: note({ number, url }) };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      if (error.failure === "limited") return { again: (error.detail.retryAfterSeconds ?? 0) * 1_000 || WAIT_MS };
      if (error.failure === "unavailable") throw error;
      return { done: { problem: error.message }, last: note({ problem: error.message }) };
    }
  },
});

const bodyOf = (refs: readonly string[]) =>
  `DevControl has found these in the files of this repository, and somebody has asked to write them down:\n\n${refs
    .map((ref) => `- \`${ref}\``)
    .join("\n")}\n\nOnce this is merged, the file is read at each push. Change it like any other.\n`;
