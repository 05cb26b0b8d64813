/**
 * The expressions between `${{` and `}}`: Nunjucks's, as far as templates use them, read into a tree and walked. No code
 * is ever made from text (Workers forbid it, and so should everybody). Only a value's own data can be reached.
 */
export type Expression =
  | { is: "literal"; value: unknown }
  | { is: "name"; name: string }
  | { is: "member"; of: Expression; key: Expression }
  | { is: "list"; items: Expression[] }
  | { is: "record"; entries: [Expression, Expression][] }
  | { is: "not"; of: Expression }
  | { is: "negative"; of: Expression }
  | { is: "binary"; op: string; left: Expression; right: Expression }
  | { is: "choice"; when: Expression; yes: Expression; otherwise: Expression | null }
  | { is: "filter"; name: string; of: Expression; args: Expression[] };

/** What a person wrote cannot be read or computed; the sentence is for them. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** What a step needs is not at hand here: a dry run says so and goes on. */
export class NotHere extends TemplateError {}

/** A value that is not known before the run: what a step will answer. It is told by its name. */
export class Pending {
  constructor(readonly path: string) {}
  toString() {
    return `‹${this.path}›`;
  }
}

export const EXPRESSION_MAX = 4_000;
const DEPTH_MAX = 50;
const TEXT_MAX = 1_000_000;

type Token = { kind: "number" | "text" | "name" | "sign" | "end"; text: string };
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|\*\*|\/\/|[-+*/%~<>|.,:()[\]{}]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; text.slice(at).trim() !== ""; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new TemplateError(`"${text.slice(at).trim().slice(0, 30)}" cannot be read in an expression.`);
    const [, number, quoted, name, sign = ""] = match;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: unquote(quoted) });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "sign", text: sign });
  }
  return [...tokens, { kind: "end", text: "the end" }];
}
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
const unquote = (quoted: string) => quoted.slice(1, -1).replace(/\\(.)/gs, (_, each: string) => ESCAPES[each] ?? each);

/** Lowest first; each level binds tighter than the one before. */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["in", "not in"],
  ["==", "!=", "===", "!==", "<", ">", "<=", ">="],
  ["~"],
  ["+", "-"],
  ["*", "/", "//", "%"],
];
const CONSTANTS: Record<string, unknown> = { true: true, false: false, none: null, null: null, undefined };

export function parseExpression(text: string): Expression {
  if (text.length > EXPRESSION_MAX) throw new TemplateError(`An expression has at most ${EXPRESSION_MAX} characters.`);
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? { kind: "end", text: "the end" };
  const isSign = (text: string) => peek().kind === "sign" && peek().text === text;
  const isWord = (text: string, ahead = 0) => peek(ahead).kind === "name" && peek(ahead).text === text;
  const take = (text: string): boolean => {
    if (!isSign(text)) return false;
    at++;
    return true;
  };
  const expect = (text: string) => {
    if (!take(text)) throw new TemplateError(`Expected "${text}" before ${peek().text}.`);
  };
  const many = (end: string, depth: number): Expression[] => {
    const items: Expression[] = [];
    while (!take(end)) {
      items.push(choice(depth));
      if (!isSign(end)) expect(",");
    }
    return items;
  };

  const choice = (depth: number): Expression => {
    if (depth > DEPTH_MAX) throw new TemplateError("The expression is nested too deeply.");
    const value = binary(0, depth);
    if (!isWord("if")) return value;
    at++;
    const when = binary(0, depth);
    if (!isWord("else")) return { is: "choice", when, yes: value, otherwise: null };
    at++;
    return { is: "choice", when, yes: value, otherwise: choice(depth + 1) };
  };
  const binary = (level: number, depth: number): Expression => {
    const words = LEVELS[level];
    if (!words) return unary(depth);
    let left = level === 2 && isWord("not") && !isWord("in", 1) ? negation(depth) : binary(level + 1, depth);
    for (;;) {
      const op =
        isWord("not") && isWord("in", 1)
          ? "not in"
          : peek().kind === "end" || peek().kind === "text"
            ? ""
            : peek().text;
      if (!words.includes(op)) return left;
      at += op === "not in" ? 2 : 1;
      left = { is: "binary", op, left, right: binary(level + 1, depth) };
    }
  };
  const negation = (depth: number): Expression => {
    at++;
    return { is: "not", of: binary(2, depth + 1) };
  };
  const unary = (depth: number): Expression => {
    if (depth > DEPTH_MAX) throw new TemplateError("The expression is nested too deeply.");
    if (isWord("not")) return negation(depth);
    if (take("-")) return { is: "negative", of: unary(depth + 1) };
    let value = primary(depth + 1);
    for (;;) {
      if (take(".")) {
        const { kind, text } = peek();
        if (kind !== "name" && kind !== "number") throw new TemplateError(`Expected a name after "." and not ${text}.`);
        at++;
        value = { is: "member", of: value, key: { is: "literal", value: text } };
      } else if (take("[")) {
        value = { is: "member", of: value, key: choice(depth + 1) };
        expect("]");
      } else if (take("|")) {
        const { kind, text } = peek();
        if (kind !== "name") throw new TemplateError(`Expected a filter after "|" and not ${text}.`);
        at++;
        value = { is: "filter", name: text, of: value, args: take("(") ? many(")", depth + 1) : [] };
      } else if (isSign("(")) throw new TemplateError("Functions cannot be called in a template. Use a filter.");
      else return value;
    }
  };
  const primary = (depth: number): Expression => {
    const { kind, text } = peek();
    at++;
    if (kind === "number") return { is: "literal", value: Number(text) };
    if (kind === "text") return { is: "literal", value: text };
    if (kind === "name")
      return Object.hasOwn(CONSTANTS, text) ? { is: "literal", value: CONSTANTS[text] } : { is: "name", name: text };
    if (text === "(") {
      const inner = choice(depth);
      expect(")");
      return inner;
    }
    if (text === "[") return { is: "list", items: many("]", depth) };
    if (text === "{") {
      const entries: [Expression, Expression][] = [];
      while (!take("}")) {
        const key = peek();
        at++;
        expect(":");
        entries.push([{ is: "literal", value: key.text }, choice(depth)]);
        if (!isSign("}")) expect(",");
      }
      return { is: "record", entries };
    }
    throw new TemplateError(`Expected a value and not ${text}.`);
  };
  const parsed = choice(0);
  if (peek().kind !== "end") throw new TemplateError(`"${peek().text}" is not expected here.`);
  return parsed;
}

export type Scope = Readonly<Record<string, unknown>>;
export type Filter = (value: unknown, ...args: unknown[]) => unknown;

export function evaluateExpression(
  expression: Expression,
  scope: Scope,
  filters: Readonly<Record<string, Filter>>,
): unknown {
  const run = (each: Expression): unknown => evaluateExpression(each, scope, filters);
  switch (expression.is) {
    case "literal":
      return expression.value;
    case "name":
      return Object.hasOwn(scope, expression.name) ? scope[expression.name] : undefined;
    case "member":
      return memberOf(run(expression.of), run(expression.key));
    case "list":
      return expression.items.map(run);
    case "record":
      return Object.fromEntries(expression.entries.map(([key, value]) => [String(run(key)), run(value)]));
    case "not":
      return !isTrue(run(expression.of));
    case "negative":
      return -Number(run(expression.of));
    case "choice":
      if (isTrue(run(expression.when))) return run(expression.yes);
      return expression.otherwise ? run(expression.otherwise) : undefined;
    case "filter": {
      const filter = Object.hasOwn(filters, expression.name) ? filters[expression.name] : undefined;
      if (!filter) throw new TemplateError(`There is no filter "${expression.name}".`);
      const value = run(expression.of);
      return value instanceof Pending
        ? new Pending(`${value.path} | ${expression.name}`)
        : filter(value, ...expression.args.map(run));
    }
    case "binary":
      return binaryOf(
        expression.op,
        () => run(expression.left),
        () => run(expression.right),
      );
  }
}

function binaryOf(op: string, left: () => unknown, right: () => unknown): unknown {
  if (op === "or" || op === "and") {
    const first = left();
    return isTrue(first) === (op === "or") ? first : right();
  }
  const [a, b] = [left(), right()];
  switch (op) {
    case "===":
    case "==":
      return a === b || (op === "==" && isPlain(a) && isPlain(b) && String(a) === String(b));
    case "!==":
    case "!=":
      return !binaryOf(
        op === "!==" ? "===" : "==",
        () => a,
        () => b,
      );
    case "in":
      return Array.isArray(b)
        ? b.includes(a)
        : typeof b === "string"
          ? b.includes(String(a))
          : isRecord(b) && Object.hasOwn(b, String(a));
    case "not in":
      return !binaryOf(
        "in",
        () => a,
        () => b,
      );
    case "~":
      return limited(toText(a) + toText(b));
    case "+":
      return typeof a === "number" && typeof b === "number" ? a + b : limited(toText(a) + toText(b));
    case "<":
      return compare(a, b) < 0;
    case ">":
      return compare(a, b) > 0;
    case "<=":
      return compare(a, b) <= 0;
    case ">=":
      return compare(a, b) >= 0;
    case "-":
      return Number(a) - Number(b);
    case "*":
      return Number(a) * Number(b);
    case "/":
      return Number(a) / Number(b);
    case "//":
      return Math.floor(Number(a) / Number(b));
    default:
      return Number(a) % Number(b);
  }
}

/** Only what the value itself holds: no prototype, no function. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Pending) return new Pending(`${value.path}.${String(key)}`);
  if (Array.isArray(value)) {
    if (key === "length") return value.length;
    const index = Number(key);
    return Number.isInteger(index) ? value.at(index) : undefined;
  }
  if (typeof value === "string") return key === "length" ? value.length : undefined;
  return isRecord(value) && Object.hasOwn(value, String(key)) ? value[String(key)] : undefined;
}

/** As Backstage's `if`: false, nothing, "", 0 and an empty list are false. */
export const isTrue = (value: unknown): boolean =>
  !(
    value === false ||
    value === undefined ||
    value === null ||
    value === "" ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Pending);
const isPlain = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);
const compare = (a: unknown, b: unknown) =>
  typeof a === "string" && typeof b === "string" ? (a < b ? -1 : a > b ? 1 : 0) : Number(a) - Number(b);

/** Nothing is the empty text; lists are joined by commas, as in Nunjucks. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(toText).join(",");
  return isRecord(value) ? JSON.stringify(value) : String(value);
}

export function limited(text: string): string {
  if (text.length > TEXT_MAX) throw new TemplateError(`What a template makes may have at most ${TEXT_MAX} characters.`);
  return text;
}
