import { isRecord, type Path } from "../shape.ts";
import type { Entity } from "../validate.ts";
import { type FileReader, type Inferred, nameIn, UNKNOWN } from "./reader.ts";
import { readYamlFile } from "./yaml-file.ts";

const SERVICES_MAX = 200;

/** What an image is that nobody builds themselves, by the last part of its name. */
const KNOWN: [RegExp, string][] = [
  [
    /^(postgres|postgis|timescaledb|mysql|mariadb|mongo|mongodb|cockroach|clickhouse-server|dynamodb-local|cassandra)/,
    "database",
  ],
  [/^(redis|valkey|memcached|keydb)/, "cache"],
  [/^(rabbitmq|kafka|cp-kafka|redpanda|nats|activemq|elasticmq|zookeeper|cp-zookeeper)/, "queue"],
  [/^(elasticsearch|opensearch|meilisearch|typesense|solr)/, "search-index"],
  [/^(minio|localstack|azurite)/, "storage"],
  [/^(nginx|traefik|caddy|haproxy|envoy)/, "proxy"],
];
const RESOURCE_CONFIDENCE = 0.8;
const BUILT_CONFIDENCE = 0.8;
const IMAGE_CONFIDENCE = 0.4;

/**
 * Compose files (compose-spec.io): a service that is built here is a component; one from a well-known image is a resource;
 * `depends_on` and `links` are what it depends on.
 */
export const compose: FileReader = {
  id: "docker-compose",
  title: "Docker Compose",
  matches: (path) => /^(docker-)?compose\.ya?ml$/.test(path),
  looksLike: (text) => /^services:\s*(#.*)?$/m.test(text) && !/^apiVersion:/m.test(text),
  read({ file, text, project: repository }) {
    const read = readYamlFile(text);
    if (Array.isArray(read)) return { inferred: [], problems: read };
    const { value, lineOf, problemAt } = read;
    const refuse = (path: Path, message: string) => ({ inferred: [], problems: [problemAt(path, message)] });
    if (!isRecord(value) || !isRecord(value.services)) return refuse([], "A compose file has a map named services.");
    const project = repository || (typeof value.name === "string" ? value.name : "");
    const services = Object.entries(value.services);
    if (services.length > SERVICES_MAX) return refuse(["services"], `At most ${SERVICES_MAX} services are read.`);
    const problems = services.flatMap(([name, service]) => {
      const path = ["services", name];
      if (!isRecord(service)) return [problemAt(path, `The service ${name} is no map.`)];
      if (!hasText(service.image) && !isBuilt(service) && !service.extends)
        return [problemAt(path, `The service ${name} has neither an image nor a build.`)];
      return neededBy(service)
        .filter(([needed]) => !Object.hasOwn(value.services as object, needed))
        .map(([needed, field]) =>
          problemAt([...path, field], `${name} depends on ${needed}, which is no service here.`),
        );
    });
    if (problems.length > 0) return { inferred: [], problems };
    const kindOf = new Map(services.map(([name, service]) => [name, isRecord(service) ? whatIs(service) : null]));
    const inferred = services.flatMap(([name, service]): Inferred[] => {
      const kind = kindOf.get(name);
      if (!isRecord(service) || !kind) return [];
      const needs = neededBy(service).map(([needed]) => needed);
      const dependsOn = needs.map(
        (needed) => `${kindOf.get(needed)?.kind.toLowerCase() ?? "component"}:${nameIn(project, needed)}`,
      );
      const entity: Entity = {
        apiVersion: "backstage.io/v1alpha1",
        kind: kind.kind,
        metadata: { name: nameIn(project, name), namespace: "default", ...(kind.note && { description: kind.note }) },
        spec: {
          type: kind.type,
          ...(kind.kind === "Component" && { lifecycle: UNKNOWN }),
          ...(dependsOn.length > 0 && { dependsOn: [...new Set(dependsOn)] }),
        },
      };
      const at = ["services", name];
      const says = (field: string, said: string) => ({ file, line: lineOf([...at, field]), says: said });
      const evidence = [
        isBuilt(service)
          ? says("build", `${name} is built from ${contextOf(service)}`)
          : says("image", `${name} runs ${String(service.image ?? "an extended service")}`),
        ...(needs.length > 0
          ? [says(service.depends_on ? "depends_on" : "links", `${name} depends on ${[...new Set(needs)].join(", ")}`)]
          : []),
      ];
      return [{ entity, path: isBuilt(service) ? contextOf(service) : file, confidence: kind.confidence, evidence }];
    });
    return { inferred, problems: [] };
  },
};

type What = { kind: "Component" | "Resource"; type: string; confidence: number; note: string | null };

function whatIs(service: Record<string, unknown>): What {
  if (isBuilt(service)) return { kind: "Component", type: "service", confidence: BUILT_CONFIDENCE, note: null };
  const image = hasText(service.image) ? service.image : "";
  const [last = ""] = (image.split("/").at(-1) ?? "").split(/[:@]/);
  const type = KNOWN.find(([pattern]) => pattern.test(last))?.[1];
  return type
    ? { kind: "Resource", type, confidence: RESOURCE_CONFIDENCE, note: image }
    : { kind: "Component", type: "service", confidence: IMAGE_CONFIDENCE, note: image || null };
}

const hasText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isBuilt = ({ build }: Record<string, unknown>) => hasText(build) || isRecord(build);

/** "./services/api/" → "services/api"; the folder of the file itself is "". */
function contextOf({ build }: Record<string, unknown>): string {
  const context = hasText(build) ? build : isRecord(build) && hasText(build.context) ? build.context : ".";
  return (
    context
      .replace(/^(\.\/)+/, "")
      .replace(/^\.$/, "")
      .replace(/\/+$/, "") || "."
  );
}

/** Short and long forms: a list, or a map whose keys are the services; links may rename ("db:database"). */
function neededBy({ depends_on: dependsOn, links }: Record<string, unknown>): [name: string, field: string][] {
  const named = Array.isArray(dependsOn) ? dependsOn : isRecord(dependsOn) ? Object.keys(dependsOn) : [];
  const linked = Array.isArray(links) ? links.map((link) => String(link).split(":")[0]) : [];
  return [
    ...named.filter(hasText).map((name): [string, string] => [name, "depends_on"]),
    ...linked.filter(hasText).map((name): [string, string] => [name, "links"]),
  ];
}
