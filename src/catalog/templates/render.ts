import {
  type Expression,
  evaluateExpression,
  isRecord,
  isTrue,
  limited,
  parseExpression,
  type Scope,
  TemplateError,
  toText,
} from "./expression.ts";
import { FILTERS } from "./filters.ts";

const LOOPS_MAX = 10_000;
const DEPTH_MAX = 40;
const VALUES_MAX = 20_000;

/** A value of a step's input: texts are rendered; a text that is one expression alone keeps the type of its value. */
export function renderValue(value: unknown, scope: Scope): unknown {
  let values = 0;
  const render = (each: unknown, depth: number): unknown => {
    if (depth > DEPTH_MAX || ++values > VALUES_MAX)
      throw new TemplateError("The input is too large or nested too deeply.");
    if (typeof each === "string") return renderInput(each, scope);
    if (Array.isArray(each)) return each.map((item) => render(item, depth + 1));
    if (!isRecord(each)) return each;
    return Object.fromEntries(
      Object.entries(each).map(([key, inner]) => [toText(renderInput(key, scope)), render(inner, depth + 1)]),
    );
  };
  return render(value, 0);
}

function renderInput(text: string, scope: Scope): unknown {
  const whole = /^\s*\$\{\{((?:(?!\}\}|\$\{\{)[\s\S])*)\}\}\s*$/.exec(text)?.[1];
  if (whole !== undefined) return evaluateExpression(parseExpression(whole), scope, FILTERS);
  return text.includes("${{") || text.includes("{%") ? renderText(text, scope) : text;
}

type Part =
  | { is: "text"; text: string }
  | { is: "value"; expression: Expression }
  | { is: "if"; branches: { when: Expression | null; parts: Part[] }[] }
  | { is: "for"; names: string[]; of: Expression; parts: Part[]; otherwise: Part[] }
  | { is: "set"; name: string; to: Expression };

const TAG = /\$\{\{([\s\S]*?)\}\}|\{%(-?)\s*([\s\S]*?)\s*(-?)%\}|\{#[\s\S]*?#\}/g;

/** A file, or a text with holes: `${{ }}`, `{% if %}`, `{% for %}`, `{% set %}`, `{% raw %}`, comments, and `-` for spaces. */
export function renderText(text: string, scope: Scope): string {
  const parts = parse(text);
  let loops = 0;
  const run = (each: readonly Part[], inner: Record<string, unknown>): string => {
    let out = "";
    for (const part of each) {
      if (part.is === "text") out += part.text;
      else if (part.is === "value") out += toText(evaluateExpression(part.expression, inner, FILTERS));
      else if (part.is === "set") inner[part.name] = evaluateExpression(part.to, inner, FILTERS);
      else if (part.is === "if") {
        const branch = part.branches.find(
          ({ when }) => when === null || isTrue(evaluateExpression(when, inner, FILTERS)),
        );
        out += branch ? run(branch.parts, inner) : "";
      } else out += loop(part, inner);
      limited(out);
    }
    return out;
  };
  const loop = ({ names, of, parts, otherwise }: Part & { is: "for" }, outer: Record<string, unknown>): string => {
    const value = evaluateExpression(of, outer, FILTERS);
    const items: unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.entries(value) : [];
    if (items.length === 0) return run(otherwise, { ...outer });
    let out = "";
    for (const [index, item] of items.entries()) {
      if (++loops > LOOPS_MAX) throw new TemplateError(`A template may go round at most ${LOOPS_MAX} times.`);
      const [first = "item", second] = names;
      const bound = second
        ? { [first]: Array.isArray(item) ? item[0] : index, [second]: Array.isArray(item) ? item[1] : item }
        : { [first]: item };
      const about = {
        index: index + 1,
        index0: index,
        first: index === 0,
        last: index === items.length - 1,
        length: items.length,
      };
      out = limited(out + run(parts, { ...outer, ...bound, loop: about }));
    }
    return out;
  };
  return run(parts, { ...scope });
}

type Frame = { parts: Part[]; open: (Part & { is: "if" | "for" }) | null };

function parse(text: string): Part[] {
  const frames: Frame[] = [{ parts: [], open: null }];
  const top = (): Frame => frames.at(-1) ?? { parts: [], open: null };
  const add = (part: Part) => void top().parts.push(part);
  let at = 0;
  let isTrimmed = false;
  TAG.lastIndex = 0;
  const literal = (piece: string, isBeforeTrimmed: boolean) => {
    let shown = isTrimmed ? piece.replace(/^\s+/, "") : piece;
    if (isBeforeTrimmed) shown = shown.replace(/\s+$/, "");
    if (shown) add({ is: "text", text: shown });
  };
  for (const match of text.matchAll(TAG)) {
    if (match.index < at) continue;
    const [whole, expression, before, tag, after] = match;
    literal(text.slice(at, match.index), before === "-");
    at = match.index + whole.length;
    isTrimmed = after === "-";
    if (expression !== undefined) add({ is: "value", expression: parseExpression(expression.replace(/^-|-$/g, "")) });
    else if (tag === "raw" || tag === "verbatim") {
      const end = new RegExp(`\\{%-?\\s*end${tag}\\s*-?%\\}`, "g");
      end.lastIndex = at;
      const close = end.exec(text);
      if (!close) throw new TemplateError(`{% ${tag} %} has no end.`);
      add({ is: "text", text: text.slice(at, close.index) });
      at = close.index + close[0].length;
    } else if (tag !== undefined) control(tag, frames, add);
  }
  literal(text.slice(at), false);
  if (frames.length > 1) throw new TemplateError(`{% ${top().open?.is} %} has no end.`);
  return frames[0]?.parts ?? [];
}

function control(tag: string, frames: Frame[], add: (part: Part) => void) {
  const [, word = "", rest = ""] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
  const frame = frames.at(-1);
  const open = frame?.open;
  const enter = (part: Part & { is: "if" | "for" }, parts: Part[]) => {
    if (frames.length > DEPTH_MAX) throw new TemplateError("The template is nested too deeply.");
    add(part);
    frames.push({ parts, open: part });
  };
  if (word === "if") {
    const parts: Part[] = [];
    return enter({ is: "if", branches: [{ when: parseExpression(rest), parts }] }, parts);
  }
  if ((word === "elif" || word === "elseif" || word === "else") && open?.is === "if") {
    const parts: Part[] = [];
    open.branches.push({ when: word === "else" ? null : parseExpression(rest), parts });
    frames[frames.length - 1] = { parts, open };
    return;
  }
  if (word === "else" && open?.is === "for") {
    frames[frames.length - 1] = { parts: open.otherwise, open };
    return;
  }
  if (word === "for") {
    const [, names = "", of = ""] = /^([\w\s,]+?)\s+in\s+([\s\S]+)$/.exec(rest) ?? [];
    if (!of) throw new TemplateError("Write a loop as {% for item in list %}.");
    const parts: Part[] = [];
    return enter(
      { is: "for", names: names.split(",").map((name) => name.trim()), of: parseExpression(of), parts, otherwise: [] },
      parts,
    );
  }
  if ((word === "endif" && open?.is === "if") || (word === "endfor" && open?.is === "for")) {
    frames.pop();
    return;
  }
  if (word === "set") {
    const [, name = "", to = ""] = /^(\w+)\s*=\s*([\s\S]+)$/.exec(rest) ?? [];
    if (name) return add({ is: "set", name, to: parseExpression(to) });
  }
  throw new TemplateError(`{% ${tag.slice(0, 40)} %} is not known here.`);
}
