import { parseEntityRef } from "../refs.ts";
import { type Filter, isRecord, isTrue, limited, memberOf, TemplateError, toText } from "./expression.ts";

/** The scaffolder's filters, and those of Nunjucks that templates use. A filter that is missing is an error, never empty. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  parseRepoUrl: (value) => parseRepoUrl(toText(value)),
  projectSlug: (value) => {
    const { owner, repo } = parseRepoUrl(toText(value));
    return `${owner}/${repo}`;
  },
  parseEntityRef: (value, defaults) => {
    const { defaultKind, defaultNamespace } = isRecord(defaults) ? defaults : {};
    return parseEntityRef(toText(value), {
      ...(typeof defaultKind === "string" && { defaultKind }),
      ...(typeof defaultNamespace === "string" && { defaultNamespace }),
    });
  },
  pick: (value, key) => memberOf(value, key),
  dump: (value, indent) =>
    limited(JSON.stringify(value ?? null, null, typeof indent === "number" ? Math.min(indent, 8) : 0)),
  lower: (value) => toText(value).toLowerCase(),
  upper: (value) => toText(value).toUpperCase(),
  trim: (value) => toText(value).trim(),
  capitalize: (value) => capitalized(toText(value).toLowerCase()),
  title: (value) =>
    toText(value)
      .toLowerCase()
      .replace(/(^|\s)\S/g, (each) => each.toUpperCase()),
  replace: (value, from, to) => {
    if (toText(from) === "") return toText(value);
    return limited(toText(value).split(toText(from)).join(toText(to)));
  },
  default: (value, other, isAlsoForFalse) =>
    value === undefined || (isAlsoForFalse === true && !isTrue(value)) ? other : value,
  d: (value, other) => value ?? other,
  join: (value, by) => (Array.isArray(value) ? limited(value.map(toText).join(toText(by))) : toText(value)),
  split: (value, by) => toText(value).split(toText(by)),
  first: (value) => (Array.isArray(value) || typeof value === "string" ? value[0] : undefined),
  last: (value) => (Array.isArray(value) || typeof value === "string" ? value.at(-1) : undefined),
  length: (value) =>
    Array.isArray(value) || typeof value === "string" ? value.length : isRecord(value) ? Object.keys(value).length : 0,
  int: (value) => Math.trunc(Number(value)) || 0,
  float: (value) => Number(value) || 0,
  string: (value) => toText(value),
  safe: (value) => value,
  reverse: (value) => (Array.isArray(value) ? value.toReversed() : [...toText(value)].toReversed().join("")),
  sort: (value) => (Array.isArray(value) ? value.toSorted() : value),
  unique: (value) => (Array.isArray(value) ? [...new Set(value)] : value),
  indent: (value, width) => toText(value).replaceAll("\n", `\n${" ".repeat(Math.min(Number(width) || 4, 40))}`),
};

const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "github.com?owner=acme&repo=shop", as RepoUrlPicker writes it. */
export function parseRepoUrl(text: string): Record<string, string> {
  const url = URL.canParse(`https://${text}`) ? new URL(`https://${text}`) : null;
  const repo = url?.searchParams.get("repo");
  if (!url || !repo)
    throw new TemplateError(`"${text}" is no place of a repository. Write it as github.com?owner=acme&repo=shop.`);
  const rest = Object.fromEntries([...url.searchParams].map(([key, value]) => [key, value]));
  return { host: url.host, ...rest, repo };
}
