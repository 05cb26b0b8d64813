import type { LineProblem } from "../read-yaml.ts";
import type { Entity } from "../validate.ts";
import { type Evidence, type FileReader, type Inferred, toName } from "./reader.ts";

export type OwnerRule = { pattern: string; owners: string[]; line: number; matches(path: string): boolean };

const LINES_MAX = 10_000;
const PATTERN_MAX = 1_000;
const TEAM_CONFIDENCE = 0.9;

/**
 * CODEOWNERS (docs.github.com: "About code owners"): patterns as in gitignore without `!` and `[ ]`, then @user,
 * @organisation/team or an address. The last pattern that matches decides; one without owners takes them away.
 */
export function readCodeowners(text: string): { rules: OwnerRule[]; problems: LineProblem[] } {
  const rules: OwnerRule[] = [];
  const problems: LineProblem[] = [];
  const refuse = (line: number, message: string) => void problems.push({ line, column: 1, ref: null, message });
  for (const [index, raw] of text.split(/\r?\n/).slice(0, LINES_MAX).entries()) {
    const line = index + 1;
    // A "#" begins a comment, also after the owners; "\#" does not.
    const content = raw.replace(/(^|\s)#.*$/, "").trim();
    if (content === "") continue;
    const [first = "", ...owners] = content.split(/(?<!\\)\s+/);
    const pattern = first.replace(/\\([ #])/g, "$1");
    if (pattern.length > PATTERN_MAX) refuse(line, `The pattern is longer than ${PATTERN_MAX} characters.`);
    else if (pattern.startsWith("!")) refuse(line, `"${pattern}": a pattern cannot be turned around with !.`);
    else if (/[[\]]/.test(pattern)) refuse(line, `"${pattern}": ranges in square brackets are not known here.`);
    else {
      const wrong = owners.find((owner) => !/^@[\w.-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(owner));
      if (wrong) refuse(line, `"${wrong.slice(0, 100)}" is no owner: write @user, @organisation/team or an address.`);
      else rules.push({ pattern, owners, line, matches: matcherOf(pattern) });
    }
  }
  return { rules, problems };
}

/**
 * Without recursion or backtracking over "*" pairs: parts are matched one by one, and "**" takes the shortest way on.
 * A slash at the beginning or in the middle ties the pattern to the root; one at the end means what is inside.
 */
function matcherOf(pattern: string): (path: string) => boolean {
  const isTied = pattern.replace(/\/$/, "").includes("/");
  const parts = pattern.split("/").filter((part) => part !== "");
  const wanted = isTied ? parts : ["**", ...parts];
  const isFolder = pattern.endsWith("/");
  const tests = wanted.map((part) => (part === "**" ? null : partTest(part)));
  // "docs/*" is what lies in docs, not what lies deeper.
  const isShallow = !isFolder && wanted.at(-1) === "*" && isTied;
  return (path) => {
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    // States of a small automaton: how many parts have been matched.
    let states = new Set([0]);
    const spread = (set: Set<number>) => {
      for (const at of set) if (at < tests.length && tests[at] === null) set.add(at + 1);
      return set;
    };
    spread(states);
    for (const [index, name] of names.entries()) {
      const next = new Set<number>();
      for (const at of states) {
        // All parts are matched and there is more: the pattern names a folder above it.
        if (at === tests.length) {
          if (!isShallow) next.add(at);
          continue;
        }
        const test = tests[at];
        if (test === null) next.add(at);
        else if (test?.(name) && !(isFolder && at === tests.length - 1 && index === names.length - 1 && isFile(name)))
          next.add(at + 1);
      }
      states = spread(next);
      if (states.size === 0) return false;
    }
    return states.has(tests.length);
  };
}

/** A folder's name is asked for too, and has rarely a dot. */
const isFile = (name: string) => name.includes(".");

function partTest(part: string): (name: string) => boolean {
  const pieces = part.split("*");
  if (pieces.length === 1) return (name) => same(part, name);
  return (name) => {
    const [first = "", ...rest] = pieces;
    const last = rest.pop() ?? "";
    if (name.length < first.length + last.length || !same(first, name.slice(0, first.length))) return false;
    if (!same(last, name.slice(name.length - last.length))) return false;
    let at = first.length;
    const end = name.length - last.length;
    for (const piece of rest) {
      const found = name.slice(0, end).indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}
/** "?" is any one character. */
const same = (pattern: string, text: string) =>
  pattern.length === text.length && [...pattern].every((character, i) => character === "?" || character === text[i]);

/** Who owns a path, as the catalogue names them, with the line that says so. */
export function ownerOf(
  rules: readonly OwnerRule[],
  path: string,
  file: string,
): { ownerRef: string; evidence: Evidence } | null {
  const rule = rules.findLast((each) => each.pattern === "*" || each.matches(path));
  const owner = rule?.owners.map(toRef).find((ref) => ref !== null);
  if (!rule || !owner) return null;
  return { ownerRef: owner, evidence: { file, line: rule.line, says: `${rule.pattern} ${rule.owners.join(" ")}` } };
}

/** "@acme/payments" → group:default/payments, "@ada" → user:default/ada; an address names nobody in the catalogue. */
function toRef(owner: string): string | null {
  const [, name = "", team] = /^@([\w.-]+)(?:\/([\w.-]+))?$/.exec(owner) ?? [];
  if (team) return `group:default/${toName(team)}`;
  return name ? `user:default/${toName(name)}` : null;
}

/** The teams that it names, as groups. */
export const codeowners: FileReader = {
  id: "codeowners",
  title: "CODEOWNERS",
  matches: (path) => CODEOWNERS_PLACES.includes(path),
  looksLike: (text) =>
    /^[^\s#]+\s+@[\w.-]+/m.test(text) &&
    text.split(/\r?\n/).every((line) => /^\s*(#.*)?$|^\s*\S+(\s+(@\S+|\S+@\S+|#.*))*\s*$/.test(line)),
  read({ file, text }) {
    const { rules, problems } = readCodeowners(text);
    if (problems.length > 0) return { inferred: [], problems };
    const teams = new Map<string, Inferred>();
    for (const { pattern, owners, line } of rules)
      for (const owner of owners) {
        const [, , team] = /^@([\w.-]+)\/([\w.-]+)$/.exec(owner) ?? [];
        if (!team || !toName(team)) continue;
        const present = teams.get(toName(team));
        const evidence = { file, line, says: `${pattern} is owned by ${owner}` };
        if (present) present.evidence.push(evidence);
        else
          teams.set(toName(team), {
            entity: groupOf(team),
            path: file,
            confidence: TEAM_CONFIDENCE,
            evidence: [evidence],
          });
      }
    return { inferred: [...teams.values()], problems: [] };
  },
};

/** In the order in which GitHub looks: the first that is there counts. */
export const CODEOWNERS_PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

const groupOf = (team: string): Entity => ({
  apiVersion: "backstage.io/v1alpha1",
  kind: "Group",
  metadata: { name: toName(team), namespace: "default", ...(toName(team) !== team && { title: team }) },
  spec: { type: "team", children: [] },
});
