import { and, eq, inArray, isNull } from "drizzle-orm";
import * as z from "zod";
import { catalogLocations, entities } from "../../../db/schema/catalog.ts";
import { catalogDocs } from "../../../db/schema/docs.ts";
import type { OrgContext } from "../../base/context.ts";
import { type Job, type JobContext, job, laterAll, supersedeAll } from "../../base/jobs.ts";
import { WebError } from "../../ports/web.ts";
import { resolveAddress } from "../addresses.ts";
import { type Reader, readerOf } from "../reader.ts";
import { type DocPage, PAGES_MAX, readMkdocs, type Site, titleOf } from "./mkdocs.ts";

const READ_DOCS = { name: "catalog.read-docs", attemptsMax: 4 } satisfies Partial<Job>;
const Input = z.strictObject({ id: z.uuid() });

/** Where an entity says that its documentation is: "dir:." beside its file, "dir:./docs-site", or "url:https://…". */
const ANNOTATION = "backstage.io/techdocs-ref";
const README = "README.md";
const ENTITIES_MAX = 20;
const PAGE_CHARACTERS_MAX = 200_000;
const CHARACTERS_MAX = 2_000_000;

type Page = { path: string; title: string; text: string; url: string };

/** Asks for the documentation of what these registered files declare, also while it is read: that reading may be too early. */
export async function readDocsSoon(context: OrgContext, locationIds: readonly string[]) {
  await supersedeAll(context, READ_DOCS.name, locationIds);
  await laterAll(
    context,
    READ_DOCS,
    locationIds.map((id) => ({ input: { id }, key: id })),
  );
}

/**
 * Documentation of the entities of one registered file: the pages of mkdocs.yml, or the README beside the file. Without
 * Python and without a build: the Markdown itself is what is shown.
 */
export const readDocs = job({
  ...READ_DOCS,
  title: "Read documentation",
  input: Input,
  isQuiet: true,
  async run(context) {
    const { input, read, write, now } = context;
    const rows = await read(
      (db) => [
        db
          .select({
            id: entities.id,
            kind: entities.kind,
            declared: entities.declared,
            target: catalogLocations.target,
          })
          .from(entities)
          .innerJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
          .where(and(eq(catalogLocations.id, input.id), eq(catalogLocations.type, "url"), isNull(entities.orphanedAt)))
          .limit(ENTITIES_MAX),
      ],
      ([found]) => found,
    );
    const documented = rows.flatMap(({ id, kind, declared, target }) => {
      const base = baseOf(declared?.metadata.annotations, target, kind, rows.length);
      return base ? [{ id, target, ...base }] : [];
    });
    const reader = documented.length > 0 ? await readerOf(context) : null;
    const found: { entityId: string; pages: Page[] }[] = [];
    for (const { id, target, address, isSite } of reader ? documented : []) {
      const pages = reader ? await pagesAt(reader, { address, isSite, of: target }) : [];
      found.push({ entityId: id, pages });
    }
    await store(
      { write },
      rows.map(({ id }) => id),
      found,
      now,
    );
    return { done: { pages: found.flatMap(({ pages }) => pages).length } };
  },
});

type Base = { address: string; isSite: boolean };

/** The folder, as an address; without the annotation the README beside the file is its one component's. */
function baseOf(annotations: unknown, target: string, kind: string, count: number): Base | null {
  const said = z.record(z.string(), z.unknown()).safeParse(annotations ?? {}).data?.[ANNOTATION];
  if (typeof said !== "string") {
    const address = kind === "Component" && count === 1 ? resolveAddress("./", target) : null;
    return address ? { address, isSite: false } : null;
  }
  const [, type, place = ""] = /^(dir|url):(.*)$/.exec(said.trim()) ?? [];
  const folder = (address: string) => `${address.replace(/\/+$/, "")}/`;
  if (type === "dir") {
    const address = resolveAddress(folder(place === "" ? "." : place), target);
    return address ? { address, isSite: true } : null;
  }
  if (type !== "url" || !URL.canParse(place)) return null;
  // The page of a folder on GitHub; a file in it is under /blob/.
  return { address: folder(place.replace(/^(https:\/\/github\.com\/[^/]+\/[^/]+)\/tree\//, "$1/blob/")), isSite: true };
}

type Place = Base & { of: string };

async function pagesAt(reader: Reader, { address, isSite, of }: Place): Promise<Page[]> {
  const site = isSite ? await siteAt(reader, address, of) : null;
  if (!site) return listed(reader, [{ path: README, title: null }], address, of);
  const folder = resolveAddress(`./${site.folder}/`, address);
  if (!folder) return [];
  const pages = await listed(
    reader,
    site.pages ?? [
      { path: "index.md", title: null },
      { path: README, title: null },
    ],
    folder,
    of,
  );
  return pages.length > 0 ? pages : listed(reader, [{ path: README, title: null }], address, of);
}

async function siteAt(reader: Reader, base: string, of: string): Promise<Site | null> {
  for (const name of ["mkdocs.yml", "mkdocs.yaml"]) {
    const text = await textAt(reader, `${base}${name}`, of);
    if (text !== null) return readMkdocs(text);
  }
  return null;
}

/** Those that are there; a page that is missing is left out, and the rest is shown. */
async function listed(reader: Reader, wanted: readonly DocPage[], folder: string, of: string): Promise<Page[]> {
  const pages: Page[] = [];
  let characters = 0;
  for (const { path, title } of wanted.slice(0, PAGES_MAX)) {
    const url = resolveAddress(path, folder);
    // A page that leads out of its folder is none of it.
    if (!url?.startsWith(folder) || characters > CHARACTERS_MAX) continue;
    const text = (await textAt(reader, url, of))?.replaceAll("\0", "").slice(0, PAGE_CHARACTERS_MAX);
    if (text === undefined) continue;
    characters += text.length;
    pages.push({ path, title: title ?? titleOf(path, text), text, url });
  }
  return pages;
}

/** Null where there is none, or none that is a text. What a minute mends is the job's to try again. */
async function textAt(reader: Reader, address: string, of: string): Promise<string | null> {
  try {
    const read = await reader.read(address, { of });
    return read.isSame ? null : read.text;
  } catch (error) {
    if (error instanceof WebError && error.failure !== "unavailable") return null;
    throw error;
  }
}

async function store(
  { write }: Pick<JobContext<unknown>, "write">,
  entityIds: string[],
  found: { entityId: string; pages: Page[] }[],
  now: Date,
) {
  if (entityIds.length === 0) return;
  await write(async ({ tx, organization, publish }) => {
    const { organizationId } = organization;
    await tx.delete(catalogDocs).where(inArray(catalogDocs.entityId, entityIds));
    const rows = found.flatMap(({ entityId, pages }) =>
      pages.map((page, position) => ({ organizationId, entityId, ...page, position, readAt: now })),
    );
    if (rows.length > 0) await tx.insert(catalogDocs).values(rows);
    publish({ topic: "catalog.changed", data: {} });
  });
}
