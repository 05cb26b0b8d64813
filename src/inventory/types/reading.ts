import { lanes } from "../../base/lanes.ts";
import { type Aws, type AwsCall, AwsError } from "../../ports/aws.ts";
import { estimateMonthly } from "../prices.ts";
import type { Discovered, Json, Place } from "../resource-type.ts";

/** The port, narrowed to the calls a type declares: the connector policy allows no others. */
export function only(aws: Aws, calls: readonly AwsCall[]): Aws {
  return {
    call(call, input, region) {
      if (!calls.includes(call)) throw new Error(`Undeclared AWS call: ${call}. Declared: ${calls.join(", ")}.`);
      return aws.call(call, input, region);
    },
  };
}

type Relation = Discovered["relations"][number];
type Essentials = Pick<Discovered, "type" | "nativeId" | "arn" | "config" | "tags">;

/** A resource with everything that its type says nothing about left unknown. */
export function discovered(place: Place, known: Essentials & Partial<Discovered>): Discovered {
  const region = known.region ?? place.region;
  return {
    name: known.tags?.Name || known.nativeId,
    region,
    metrics: {},
    unread: {},
    status: null,
    encrypted: null,
    public: null,
    hasBackup: null,
    estimatedMonthlyCost: estimateMonthly(known.type, known.config, region),
    relations: [],
    ...known,
  };
}

export const arnOf = ({ partition, region, accountId }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

/** Edges to those targets that AWS named. Kinds are Backstage's words, and `routesTo` for traffic. */
export const edges = (
  kind: "partOf" | "dependsOn" | "routesTo",
  toType: string,
  targets: readonly (string | null | undefined)[],
): Relation[] => [...new Set(targets)].flatMap((to) => (to ? [{ kind, toType, to }] : []));

/** AWS's list of tags, in any of its spellings. */
export function tagsOf(
  list: readonly { Key?: string; Value?: string; key?: string; value?: string }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? tag.key ?? "", tag.Value ?? tag.value ?? ""]));
}

/** The tagging API takes 100 ARNs and answers for those that carry tags (Resource Groups Tagging API, GetResources). */
export const TAGGED_MAX = 100;

/** Tags of a page whose list call leaves them out: one request for all, instead of one for each. */
export async function readTags(aws: Aws, region: string, arns: readonly string[]) {
  const reading = await attempt(async () => {
    if (arns.length === 0) return new Map<string | undefined, Record<string, string>>();
    const answer = await aws.call("tag:GetResources", { ResourceARNList: [...arns] }, region);
    return new Map((answer.ResourceTagMappingList ?? []).map((one) => [one.ResourceARN, tagsOf(one.Tags)]));
  });
  return (arn: string, unread: Record<string, string>): Record<string, string> | null => {
    if (!("unread" in reading)) return reading.value?.get(arn) ?? {};
    unread.tags = reading.unread;
    return null;
  };
}

/** What the SDK parsed → plain JSON: dates as ISO text, unset fields left out. */
export function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") return record(value);
  return String(value);
}

const record = (value: object): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined || item === null ? [] : [[key, toJson(item)]])),
  );

/** The named fields of an answer, as JSON; everything else (secrets, counters) stays behind. */
export function fields<T extends object, K extends keyof T & string>(source: T, ...names: K[]): Record<string, Json> {
  return record(Object.fromEntries(names.map((name) => [name, source[name]])));
}

/** A policy document that AWS returns as text. One that is not JSON is kept as it is. */
export function documentOf(text: string | undefined): Json {
  if (text === undefined) return null;
  try {
    return toJson(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Outcome of a read beside the list call: the value (null = AWS says there is none), or the reason why it is not known. */
export type Reading<T> = { value: T | null; code?: string } | { unread: string };

/** Wrong keys and regions that are off end the page: no other read would succeed. The rest leaves one field unread. */
export async function attempt<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.failure === "credentials" || error.failure === "region-off") throw error;
    return error.failure === "absent" ? { value: null, code: error.code } : { unread: error.message };
  }
}

/** For reads where "there is none" is no answer. */
export const present = <T>(reading: Reading<T>, otherwise: string): Reading<T> =>
  "unread" in reading || reading.value !== null ? reading : { unread: otherwise };

/** Readings → the part of `config` they fill and the part of `unread`. */
export function settle(readings: Record<string, Reading<unknown>>): Pick<Discovered, "config" | "unread"> {
  const config: Record<string, Json> = {};
  const unread: Record<string, string> = {};
  for (const [field, reading] of Object.entries(readings)) {
    if ("unread" in reading) unread[field] = reading.unread;
    else config[field] = toJson(reading.value);
  }
  return { config, unread };
}

/** What was read, reshaped; what was not stays unread. */
export const mapReading = <T, R>(reading: Reading<T>, shape: (value: T) => R): Reading<R> =>
  "unread" in reading ? reading : { ...reading, value: reading.value === null ? null : shape(reading.value) };

/** `work` on every item, in order of the items, never more at a time than the connections allow. */
export function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const lane = lanes();
  return Promise.all(items.map((item) => lane(() => work(item))));
}

/** Pages of a read that belongs to one resource or one page of them; `limit` keeps a strange answer from turning for ever. */
export async function allPages<T>(
  limit: number,
  page: (token: string | undefined) => Promise<{ items: readonly T[] | undefined; next: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  for (let count = 0; count < limit; count++) {
    const answer = await page(token);
    items.push(...(answer.items ?? []));
    token = answer.next || undefined;
    if (!token) return items;
  }
  throw new AwsError(
    "invalid",
    "pages",
    "",
    "TooManyPages",
    `There are more than ${limit} pages; the rest was not read.`,
  );
}

export const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
