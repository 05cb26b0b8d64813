import { type AwsCall, AwsError } from "../aws.ts";
import { hash } from "./random.ts";

/** Which request is answered: what an error has to name. */
export type Asked = { call: AwsCall; region: string };

export const invalid = ({ call, region }: Asked, code: string, message: string) =>
  new AwsError("invalid", call, region, code, message);
export const absent = ({ call, region }: Asked, code: string, message: string) =>
  new AwsError("absent", call, region, code, message);

export type PageRequest = {
  token: string | undefined;
  /** What the caller asked for; the sample answers at most `sizeMax`. */
  size: number | undefined;
  sizeMax: number;
  /** The other parameters: a token belongs to them alone. */
  parameters?: unknown;
  /** AWS's code for a token that is not one of ours. */
  badToken: string;
  /** AWS's code for a token of other parameters, where AWS tells the two apart. */
  changed?: string;
};

/** One page of a list, and the token that continues it (absent on the last page). */
export function pageOf<T>(asked: Asked, items: readonly T[], request: PageRequest): { items: T[]; next?: string } {
  const mark = hash(JSON.stringify([asked.call, asked.region, request.parameters])).toString(36);
  const from = request.token === undefined ? 0 : offsetOf(asked, request, mark);
  const size = Math.max(1, Math.min(request.size ?? request.sizeMax, request.sizeMax));
  const until = from + size;
  const page = items.slice(from, until);
  return until < items.length ? { items: page, next: btoa(`${until}.${mark}`) } : { items: page };
}

function offsetOf(asked: Asked, { token = "", badToken, changed }: PageRequest, mark: string): number {
  const [, offset, belongsTo] = /^(\d+)\.([a-z0-9]+)$/.exec(decode(token)) ?? [];
  if (offset === undefined) throw invalid(asked, badToken, "The token is not one that a page returned.");
  if (belongsTo !== mark)
    throw invalid(asked, changed ?? badToken, "The request parameters differ from those of the page before.");
  return Number(offset);
}

function decode(token: string): string {
  try {
    return atob(token);
  } catch {
    return "";
  }
}

/**
 * EC2's `Filters`: each must match one of its values. A filter that the sample does not know is refused,
 * so that a misspelt one cannot pass for an empty account.
 */
export function filtered<T>(
  asked: Asked,
  items: readonly T[],
  filters: readonly { Name?: string; Values?: string[] }[] | undefined,
  fields: Record<string, (item: T) => readonly (string | undefined)[]>,
): T[] {
  return (filters ?? []).reduce<T[]>(
    (kept, { Name = "", Values = [] }) => {
      const field = fields[Name];
      if (!field) throw invalid(asked, "InvalidParameterValue", `The filter '${Name}' is invalid`);
      return kept.filter((item) => field(item).some((value) => value !== undefined && Values.includes(value)));
    },
    [...items],
  );
}

/** The items with these ids, or AWS's error when one of them is not there. No ids: all. */
export function chosen<T>(
  asked: Asked,
  items: readonly T[],
  ids: readonly string[] | undefined,
  idOf: (item: T) => string | undefined,
  notFound: string,
): T[] {
  if (!ids?.length) return [...items];
  const byId = new Map(items.map((item) => [idOf(item), item]));
  return ids.map((id) => {
    const item = byId.get(id);
    if (item === undefined) throw absent(asked, notFound, `'${id}' does not exist`);
    return item;
  });
}
