import { CODEOWNERS_PLACES, type OwnerRule, ownerOf, readCodeowners } from "./codeowners.ts";
import { FILE_READERS } from "./index.ts";
import { type Evidence, type Inferred, toName, UNKNOWN } from "./reader.ts";
import type { Found } from "./suggestions.ts";

/** Files of one repository that are read for it. */
export const READ_MAX = 20;
const BYTES_MAX = 900_000;

/** What speaks for a repository being a service of its own, by its files; each adds to the confidence. */
const SIGNS: [pattern: RegExp, says: string, adds: number][] = [
  [/^(Dockerfile|Containerfile)$/, "it is packed as a container", 0.4],
  [
    /^(package\.json|pyproject\.toml|requirements\.txt|go\.mod|pom\.xml|build\.gradle(\.kts)?|Cargo\.toml|Gemfile|composer\.json)$/,
    "it is a program with dependencies of its own",
    0.2,
  ],
  [/^\.github\/workflows\/[^/]*(deploy|release|cd)[^/]*\.ya?ml$/, "a workflow deploys it", 0.3],
  [
    /^(serverless|template|samconfig|cdk|fly|wrangler|Procfile|app)(\.(ya?ml|toml|json))?$/,
    "it says where it runs",
    0.3,
  ],
];
const ENOUGH = 0.4;

type Listed = { path: string; sizeBytes: number };

/** Which files are worth reading: CODEOWNERS first, because it tells whose the rest is. */
export function worthReading(files: readonly Listed[]): string[] {
  const codeowners = CODEOWNERS_PLACES.find((place) => files.some(({ path }) => path === place));
  const rest = files.filter(
    ({ path, sizeBytes }) =>
      sizeBytes <= BYTES_MAX && !CODEOWNERS_PLACES.includes(path) && FILE_READERS.some(({ matches }) => matches(path)),
  );
  return [...(codeowners ? [codeowners] : []), ...rest.map(({ path }) => path)].slice(0, READ_MAX);
}

type Repository = {
  fullName: string;
  description: string | null;
  files: readonly Listed[];
  texts: ReadonlyMap<string, string>;
};

/**
 * What a repository tells of entities. Where a catalogue file lies at its root, people have said themselves what it is, and
 * only its teams and API descriptions are suggested. A file that cannot be read tells nothing.
 */
export function inferRepository({ fullName, description, files, texts }: Repository): Found[] {
  const [, name = ""] = fullName.split("/");
  const isDeclared = files.some(({ path }) => /^catalog-info\.ya?ml$/.test(path));
  const codeowners = CODEOWNERS_PLACES.find((place) => texts.has(place));
  const { rules } = readCodeowners(codeowners === undefined ? "" : (texts.get(codeowners) ?? ""));
  const read = [...texts].flatMap(([path, text]): Inferred[] => {
    const reader = FILE_READERS.find(({ matches }) => matches(path));
    if (!reader || (isDeclared && reader.id === "docker-compose")) return [];
    return reader.read({ file: path, text, project: reader.id === "codeowners" ? "" : name }).inferred;
  });
  const isBuilt = read.some(({ entity }) => entity.kind === "Component");
  const itself = isDeclared || isBuilt ? null : serviceOf(name, description, files);
  return (itself ? [itself, ...read] : read).map((item) => {
    const owned = withOwner(item, rules, codeowners);
    return { ...owned, entity: withSlug(owned.entity, fullName) };
  });
}

function withOwner(item: Inferred, rules: readonly OwnerRule[], file: string | undefined): Found {
  if (file === undefined || item.entity.kind === "Group") return { ...item, ownerRef: null };
  const path = item.path === "." ? "README" : item.path;
  const owner = ownerOf(rules, path, file);
  return owner
    ? { ...item, ownerRef: owner.ownerRef, evidence: [...item.evidence, owner.evidence] }
    : { ...item, ownerRef: null };
}

const withSlug = (entity: Inferred["entity"], fullName: string): Inferred["entity"] =>
  entity.kind === "Group"
    ? entity
    : {
        ...entity,
        metadata: {
          ...entity.metadata,
          annotations: { ...entity.metadata.annotations, "github.com/project-slug": fullName },
        },
      };

function serviceOf(name: string, description: string | null, files: readonly Listed[]): Inferred | null {
  if (toName(name) === "") return null;
  const evidence: Evidence[] = [];
  let confidence = 0;
  for (const [pattern, says, adds] of SIGNS) {
    const found = files.find(({ path }) => pattern.test(path));
    if (!found) continue;
    evidence.push({ file: found.path, line: 1, says });
    confidence += adds;
  }
  if (confidence < ENOUGH) return null;
  return {
    entity: {
      apiVersion: "backstage.io/v1alpha1",
      kind: "Component",
      metadata: { name: toName(name), namespace: "default", ...(description && { description }) },
      spec: { type: "service", lifecycle: UNKNOWN },
    },
    path: ".",
    confidence: Math.min(0.9, Math.round(confidence * 10) / 10),
    evidence,
  };
}
