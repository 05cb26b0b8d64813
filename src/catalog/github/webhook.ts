import { and, eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { Database } from "../../../db/client.ts";
import { catalogLocations } from "../../../db/schema/catalog.ts";
import { githubConnections, githubDeliveries, githubRepositories } from "../../../db/schema/github.ts";
import { type Doer, inOrganization, type OrgContext, type Ports } from "../../base/context.ts";
import { open, sameSignature } from "../../base/crypto.ts";
import { badRequest, Expected, unauthorized } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { later, supersede } from "../../base/jobs.ts";
import { readSoon, registerAll } from "../locations.ts";
import { READ_REPOSITORY, store } from "./discover.ts";
import { addressOf, beginningOf, isCatalogFile, placeOf } from "./places.ts";

/** GitHub tells at most so many commits of a push; then what they changed is not known. */
const COMMITS_MAX = 2_048;
const FILES_MAX = 500;

const Paths = z.array(z.string()).default([]);
/** What is read of a push: docs.github.com/webhooks/webhook-events-and-payloads#push. */
const Push = z.object({
  ref: z.string(),
  deleted: z.boolean().default(false),
  forced: z.boolean().default(false),
  repository: z.object({
    id: z.number().int(),
    full_name: z.string().max(300),
    default_branch: z.string().max(300),
    archived: z.boolean().default(false),
    description: z.string().nullish(),
  }),
  commits: z.array(z.object({ added: Paths, removed: Paths, modified: Paths })).default([]),
});
type Push = z.infer<typeof Push>;

const Target = z.object({
  organization_id: z.uuid(),
  sealed_secret: z.object({ keyVersion: z.string(), nonce: z.string(), ciphertext: z.string() }),
});

type Received = Omit<Doer, "actor"> & { database: Database; ports: Ports };

/** One delivery of GitHub's. What is not signed by the connection's secret learns nothing, not even whether it is there. */
export async function receiveGitHub({ database, ports, ...who }: Received, id: string, request: Request) {
  const signature = request.headers.get("x-hub-signature-256") ?? "";
  const text = await request.text();
  const target = z.uuid().safeParse(id).success ? await targetOf(database, id) : undefined;
  const secret = target
    ? await open(ports.sealKeys, target.sealed_secret, [target.organization_id, id, "webhook"])
    : "";
  const isSigned = await sameSignature(secret, text, signature.replace(/^sha256=/, ""));
  if (!target || !isSigned) throw unauthorized("The signature is not that of this webhook's secret.");
  const event = request.headers.get("x-github-event");
  if (event !== "push" && event !== "ping") return { taken: false };
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new Expected("UNSUPPORTED_MEDIA_TYPE", "Set the webhook's content type to application/json.");
  const actor = { kind: "system" as const, id: null, name: "GitHub" };
  const key = { organizationId: target.organization_id };
  const push = event === "push" ? readPush(text) : null;
  return inOrganization(database, ports, key, { ...who, actor }, (org) => take(org, { id, signature, push }));
}

async function targetOf(database: Database, id: string) {
  const { rows } = await database.identity().execute(sql`select * from app.webhook_target(${id}::uuid)`);
  return rows[0] ? Target.parse(rows[0]) : undefined;
}

function readPush(text: string): Push {
  try {
    return Push.parse(JSON.parse(text));
  } catch {
    throw badRequest("This is no push of GitHub's.");
  }
}

async function take(
  context: OrgContext,
  { id, signature, push }: { id: string; signature: string; push: Push | null },
): Promise<{ taken: boolean }> {
  const { tx, now, organization } = context;
  const { organizationId } = organization;
  // GitHub redelivers what it got no answer to, and a stranger may repeat what they have heard: once is enough.
  const [fresh] = await tx
    .insert(githubDeliveries)
    .values({ organizationId, connectionId: id, signature, receivedAt: now })
    .onConflictDoNothing()
    .returning({ connectionId: githubDeliveries.connectionId });
  if (!fresh) return { taken: false };
  await tx.update(githubConnections).set({ deliveredAt: now }).where(eq(githubConnections.id, id));
  if (!push || push.deleted || push.ref !== `refs/heads/${push.repository.default_branch}`) return { taken: true };
  const { full_name: fullName, default_branch: branch } = push.repository;
  const [known] = await tx
    .select({ id: githubRepositories.id, fullName: githubRepositories.fullName })
    .from(githubRepositories)
    .where(and(eq(githubRepositories.connectionId, id), eq(githubRepositories.githubId, String(push.repository.id))));
  if (!known || known.fullName !== fullName) {
    await store(context, { id, organizationId }, [repositoryIn(push)], now);
    return { taken: true };
  }
  const changed = changedIn(push);
  const files = await filesToRead(context, { fullName, branch, changed });
  for (const file of files) await readSoon(context, file);
  const added = changed === null ? [] : [...changed].filter(isCatalogFile).slice(0, FILES_MAX);
  const registered = await registerAll(
    context,
    added.map((path) => addressOf({ repository: fullName, ref: branch, path })),
  );
  await supersede(context, READ_REPOSITORY.name, known.id);
  await later(context, READ_REPOSITORY, { id: known.id }, { key: known.id });
  if (files.length + registered > 0)
    await record(
      context,
      "github.push",
      { type: "github-repository", id: known.id },
      { repository: fullName, files: files.length + registered },
    );
  return { taken: true };
}

const repositoryIn = ({ repository: { id, full_name, default_branch, archived, description } }: Push) => ({
  id: String(id),
  fullName: full_name,
  defaultBranch: default_branch,
  isArchived: archived,
  description: description ?? null,
});

/** null: it is not told which. */
function changedIn({ commits, forced }: Push): ReadonlySet<string> | null {
  if (forced || commits.length === 0 || commits.length >= COMMITS_MAX) return null;
  return new Set(commits.flatMap(({ added, removed, modified }) => [...added, ...removed, ...modified]));
}

type Pushed = { fullName: string; branch: string; changed: ReadonlySet<string> | null };

/** Registered files that the push may have changed; one that takes parts from others has no mark of its own, and is read. */
async function filesToRead({ tx }: OrgContext, { fullName, branch, changed }: Pushed): Promise<string[]> {
  const rows = await tx
    .select({ id: catalogLocations.id, target: catalogLocations.target, etag: catalogLocations.etag })
    .from(catalogLocations)
    .where(and(eq(catalogLocations.type, "url"), sql`${catalogLocations.target} ^@ ${beginningOf(fullName, branch)}`))
    .limit(FILES_MAX);
  return rows
    .filter(({ target, etag }) => changed === null || etag === null || changed.has(placeOf(target)?.path ?? ""))
    .map(({ id }) => id);
}
