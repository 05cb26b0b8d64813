import { LineCounter, parseDocument } from "yaml";

/**
 * The one condition language: scorecard rules, an organisation's own compliance rules, filters. Backstage's predicates
 * (@backstage/filter-predicates 0.1.5, rewritten) with comparisons added:
 *
 *   { "spec.type": "service" }                                 equal; case does not count, 1 equals "1"
 *   { "spec.type": { $in: [service, website] } }               one of these
 *   { "metadata.annotations.pagerduty.com/service-id": { $exists: true } }
 *   { "metadata.name": { $hasPrefix: shop- } }
 *   { "metadata.tags": { $contains: java } }                   a list holds it; a text holds these letters
 *   { relations: { $contains: { type: dependsOn, targetRef: { $in: [...] } } } }    one item is like this
 *   { "findings.open": { $lt: 5 }, "spec.lifecycle": production }                   several keys: all of them
 *   { $all: [...] } { $any: [...] } { $not: {...} }            alone in their object
 *
 * A path goes through objects by dots (a key may hold dots itself) and through lists without one: a list matches when
 * one of its items does. null is the same as absent. What was not read is unknown, never true and never false.
 */
export type Predicate =
  | { is: "all" | "any"; of: readonly Predicate[] }
  | { is: "not"; of: Predicate }
  | { is: "test"; path: string; test: Test };
export type Test =
  | { op: "in"; values: readonly Scalar[] }
  | { op: "exists"; value: boolean }
  | { op: "prefix"; value: string }
  | { op: "contains"; value: Scalar }
  | { op: "item"; like: Predicate }
  | { op: Comparison; value: number | string };
type Scalar = string | number | boolean;
type Comparison = "gt" | "gte" | "lt" | "lte";

/** `at`: the keys and indexes that lead to it; `line` and `column` count from 1 where it came as text. */
export type PredicateProblem = {
  at: readonly (string | number)[];
  message: string;
  line: number | null;
  column: number | null;
};
export type Parsed = { predicate: Predicate; problems: [] } | { predicate: null; problems: PredicateProblem[] };

export const PREDICATE_TEXT_MAX = 20_000;
const DEPTH_MAX = 10;
const TERMS_MAX = 200;
const VALUES_MAX = 200;
const TEXT_MAX = 500;
const PROBLEMS_MAX = 20;
const TOO_DEEP = `Conditions may lie at most ${DEPTH_MAX} deep.`;
const COMPARISONS: Record<string, Comparison> = { $gt: "gt", $gte: "gte", $lt: "lt", $lte: "lte" };
const OPERATORS = "$in, $exists, $hasPrefix, $contains, $gt, $gte, $lt or $lte";

/** What is wrong with a path where the condition is used; null = nothing. Paths inside an item are not asked about. */
type Strange = (path: string) => string | null;

/** A condition from JSON or YAML text, with the line and column of what is wrong in it. */
export function readPredicate(text: string, strange: Strange = () => null): Parsed {
  const read = readYaml(text);
  if (read.problems.length > 0) return { predicate: null, problems: read.problems };
  const parsed = parsePredicate(read.value, strange);
  if (parsed.predicate) return parsed;
  return { ...parsed, problems: parsed.problems.map((problem) => ({ ...problem, ...read.place(problem.at) })) };
}

type Place = { line: number | null; column: number | null };
export type ReadYaml = {
  value: unknown;
  problems: PredicateProblem[];
  /** Where the thing at this path begins, or the nearest above it that is there. */
  place(at: PredicateProblem["at"]): Place;
};

/** One small document of YAML or JSON that people write by hand, and where everything in it stands. */
export function readYaml(text: string): ReadYaml {
  const nowhere = { line: null, column: null };
  const failed = (problems: PredicateProblem[]): ReadYaml => ({ value: null, problems, place: () => nowhere });
  const refuse = (message: string) => failed([{ at: [], message, ...nowhere }]);
  if (text.length > PREDICATE_TEXT_MAX) return refuse(`At most ${PREDICATE_TEXT_MAX} characters.`);
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: lines, merge: false, prettyErrors: false });
  } catch (error) {
    // The parser goes down a level for each bracket, and the stack ends before the text does.
    if (error instanceof RangeError) return refuse(TOO_DEEP);
    throw error;
  }
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0)
    return failed(
      document.errors.slice(0, PROBLEMS_MAX).map(({ message, pos }) => ({
        at: [],
        message: /call stack/.test(message) ? TOO_DEEP : message,
        ...placeOf(pos[0]),
      })),
    );
  const place = (at: PredicateProblem["at"]): Place => {
    for (let length = at.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(at.slice(0, length), true);
      if (node && typeof node === "object" && "range" in node && Array.isArray(node.range))
        return placeOf(Number(node.range[0]));
    }
    return nowhere;
  };
  try {
    // Nothing may stand for something else: a few lines of aliases can mean a billion values.
    return { value: document.toJS({ maxAliasCount: 0 }), problems: [], place };
  } catch {
    return refuse("Aliases are not allowed here.");
  }
}

/** A condition from a value. Every word that is not known is a problem: nothing is skipped. */
export function parsePredicate(value: unknown, strange: Strange = () => null): Parsed {
  let items = 0;
  const problems: PredicateProblem[] = [];
  let terms = 0;
  type At = readonly (string | number)[];
  const nothing: Predicate = { is: "any", of: [] };
  const refuse = (at: At, message: string): Predicate => {
    if (problems.length < PROBLEMS_MAX) problems.push({ at, message, line: null, column: null });
    return nothing;
  };

  const parse = (value: unknown, at: At, depth: number): Predicate => {
    if (depth > DEPTH_MAX) return refuse(at, TOO_DEEP);
    if (++terms > TERMS_MAX) return terms === TERMS_MAX + 1 ? refuse(at, `At most ${TERMS_MAX} conditions.`) : nothing;
    if (!isRecord(value))
      return refuse(at, `Expected a condition such as {"spec.type": "service"}, not ${named(value)}.`);
    const entries = Object.entries(value);
    const word = entries.find(([key]) => key.startsWith("$"))?.[0];
    if (word === undefined) {
      const tests = entries.flatMap(([path, condition]) => testsOf(path, condition, [...at, path], depth));
      const [first] = tests;
      return tests.length === 1 && first ? first : { is: "all", of: tests };
    }
    if (entries.length > 1) return refuse([...at, word], `${word} must be alone in its object.`);
    const inner = value[word];
    const here = [...at, word];
    if (word === "$not") return { is: "not", of: parse(inner, here, depth + 1) };
    if (word !== "$all" && word !== "$any")
      return refuse(here, `${word} is not known here. Expected $all, $any, $not, or a path such as "spec.type".`);
    if (!Array.isArray(inner)) return refuse(here, `${word} takes a list of conditions, not ${named(inner)}.`);
    return { is: word === "$all" ? "all" : "any", of: inner.map((each, i) => parse(each, [...here, i], depth + 1)) };
  };

  const testsOf = (path: string, condition: unknown, at: At, depth: number): Predicate[] => {
    if (path === "" || path.length > TEXT_MAX) return [refuse(at, `A path has between 1 and ${TEXT_MAX} characters.`)];
    const problem = items === 0 ? strange(path) : null;
    if (problem) return [refuse(at, problem)];
    if (isScalar(condition)) return [test(path, { op: "in", values: [scalar(condition, at)] }, at)];
    if (!isRecord(condition) || Object.keys(condition).length === 0)
      return [refuse(at, `Expected a value, or an object with ${OPERATORS}, not ${named(condition)}.`)];
    return Object.entries(condition).map(([op, operand]) => operator(path, op, operand, [...at, op], depth));
  };
  const test = (path: string, made: Test, at: At): Predicate => {
    if (++terms === TERMS_MAX + 1) return refuse(at, `At most ${TERMS_MAX} conditions.`);
    return { is: "test", path, test: made };
  };
  const scalar = (value: Scalar, at: At): Scalar => {
    if (typeof value === "string" && value.length > TEXT_MAX) refuse(at, `A text has at most ${TEXT_MAX} characters.`);
    return value;
  };

  const operator = (path: string, op: string, operand: unknown, at: At, depth: number): Predicate => {
    const comparison = Object.hasOwn(COMPARISONS, op) ? COMPARISONS[op] : undefined;
    if (comparison)
      return typeof operand === "string" || (typeof operand === "number" && Number.isFinite(operand))
        ? test(path, { op: comparison, value: operand }, at)
        : refuse(at, `${op} takes a number or a text, not ${named(operand)}.`);
    switch (op) {
      case "$exists":
        return typeof operand === "boolean"
          ? test(path, { op: "exists", value: operand }, at)
          : refuse(at, `$exists takes true or false, not ${named(operand)}.`);
      case "$hasPrefix":
        return typeof operand === "string"
          ? test(path, { op: "prefix", value: String(scalar(operand, at)) }, at)
          : refuse(at, `$hasPrefix takes a text, not ${named(operand)}.`);
      case "$in":
        if (!Array.isArray(operand) || !operand.every(isScalar))
          return refuse(at, `$in takes a list of texts, numbers or booleans, not ${named(operand)}.`);
        if (operand.length > VALUES_MAX) return refuse(at, `$in takes at most ${VALUES_MAX} values.`);
        return test(path, { op: "in", values: operand.map((value) => scalar(value, at)) }, at);
      case "$contains":
        if (isScalar(operand)) return test(path, { op: "contains", value: scalar(operand, at) }, at);
        return test(path, { op: "item", like: item(operand, at, depth + 1) }, at);
      default:
        return refuse(
          at,
          op.startsWith("$")
            ? `${op} is not known. Expected ${OPERATORS}.`
            : `Write "${path}.${op}" as one path, or use ${OPERATORS}.`,
        );
    }
  };

  /** The paths of an item begin at the item. */
  const item = (operand: unknown, at: At, depth: number): Predicate => {
    items++;
    const like = parse(operand, at, depth);
    items--;
    return like;
  };

  const predicate = parse(value, [], 0);
  return problems.length > 0 ? { predicate: null, problems } : { predicate, problems: [] };
}

/** true, false, or null: it depends on what was not read. `because`: what decided, in a few sentences. */
export type Judgement = { holds: boolean | null; because: string[] };
const BECAUSE_MAX = 5;

/**
 * Pure: the same condition and data, the same answer. `unread`: paths that were not read, each with the reason; they and
 * all below them are unknown.
 */
export function evaluate(
  predicate: Predicate,
  data: Readonly<Record<string, unknown>>,
  unread: Readonly<Record<string, string>> = {},
): Judgement {
  const { holds, because } = judge(predicate, data, unread);
  return { holds, because: [...new Set(because)].slice(0, BECAUSE_MAX) };
}

function judge(predicate: Predicate, data: unknown, unread: Readonly<Record<string, string>>): Judgement {
  if (predicate.is === "test") return judgeTest(predicate.path, predicate.test, data, unread);
  if (predicate.is === "not") {
    const { holds, because } = judge(predicate.of, data, unread);
    return { holds: holds === null ? null : !holds, because };
  }
  const parts = predicate.of.map((each) => judge(each, data, unread));
  // What decides: one false makes "all" false, one true makes "any" true; then whatever is unknown.
  const deciding = predicate.is === "any";
  const decided = parts.filter(({ holds }) => holds === deciding);
  const open = parts.filter(({ holds }) => holds === null);
  const [holds, told] = decided.length > 0 ? [deciding, decided] : open.length > 0 ? [null, open] : [!deciding, parts];
  return { holds, because: told.flatMap(({ because }) => because) };
}

function judgeTest(path: string, test: Test, data: unknown, unread: Readonly<Record<string, string>>): Judgement {
  const reason = unreadReason(path, unread);
  if (reason !== null) return { holds: null, because: [`${path} is not known: ${reason}`] };
  const values = valuesAt(data, path);
  const holds = matches(test, values);
  return { holds, because: [`${path} is ${shown(values)}`] };
}

function matches(test: Test, values: readonly unknown[]): boolean {
  switch (test.op) {
    case "exists":
      return values.length > 0 === test.value;
    case "in":
      return values.some((value) => test.values.some((wanted) => isEqual(value, wanted)));
    case "prefix":
      return values.some((value) => isScalar(value) && fold(value).startsWith(fold(test.value)));
    case "contains":
      return values.some((value) =>
        typeof value === "string" ? fold(value).includes(fold(test.value)) : isEqual(value, test.value),
      );
    case "item":
      // Inside an item nothing is unread: what was not read at all was told before.
      return values.some((value) => judge(test.like, value, {}).holds === true);
    default:
      return values.some((value) => compares(value, test.op, test.value));
  }
}

/** As numbers where both are; as texts otherwise, which puts ISO dates in order. */
function compares(value: unknown, op: Comparison, wanted: number | string): boolean {
  if (typeof value !== "number" && typeof value !== "string") return false;
  const [a, b] = [numeric(value), numeric(wanted)];
  if (typeof wanted === "number" && a === null) return false;
  const difference = a !== null && b !== null ? a - b : order(fold(value), fold(wanted));
  if (op === "gt") return difference > 0;
  if (op === "gte") return difference >= 0;
  return op === "lt" ? difference < 0 : difference <= 0;
}

const NUMBER = /^-?\d+(\.\d+)?$/;
const numeric = (value: number | string) =>
  typeof value === "number" ? value : NUMBER.test(value) ? Number(value) : null;
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const fold = (value: Scalar) => String(value).toLocaleLowerCase("en-US").trim();
const isEqual = (value: unknown, wanted: Scalar) => isScalar(value) && fold(value) === fold(wanted);

/** Everything that lies at the path, lists opened, null left out. Parts are joined where a key holds dots itself. */
function valuesAt(data: unknown, path: string): unknown[] {
  const found: unknown[] = [];
  const collect = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    else if (value !== null && value !== undefined) found.push(value);
  };
  const walk = (value: unknown, parts: readonly string[]) => {
    if (parts.length === 0) return collect(value);
    if (Array.isArray(value)) for (const item of value) walk(item, parts);
    if (!isRecord(value)) return;
    for (let length = 1; length <= parts.length; length++) {
      const key = parts.slice(0, length).join(".");
      if (Object.hasOwn(value, key)) walk(value[key], parts.slice(length));
    }
  };
  walk(data, path.split("."));
  return found;
}

function unreadReason(path: string, unread: Readonly<Record<string, string>>): string | null {
  for (const [prefix, reason] of Object.entries(unread))
    if (path === prefix || path.startsWith(`${prefix}.`)) return reason;
  return null;
}

const SHOWN_MAX = 80;
function shown(values: readonly unknown[]): string {
  if (values.length === 0) return "not set";
  const scalars = values.filter(isScalar).map(String);
  const text = scalars.length === values.length ? scalars.join(", ") : `${values.length} items`;
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const named = (value: unknown) =>
  value === null || value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : isRecord(value)
        ? "an object"
        : `${typeof value === "string" ? "a text" : `a ${typeof value}`}`;
