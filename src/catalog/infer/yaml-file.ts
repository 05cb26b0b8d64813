import { type Document, LineCounter } from "yaml";
import { parseBounded, repeatedKeyAt } from "../bounded-yaml.ts";
import { type LineProblem, place } from "../read-yaml.ts";
import type { Path } from "../shape.ts";

const ALIASES_MAX = 100;

export type YamlFile = {
  value: unknown;
  lineOf(path: Path): number;
  problemAt(path: Path, message: string): LineProblem;
};

/** One document of YAML or JSON with its lines. @returns problems when it cannot be read. */
export function readYamlFile(text: string): YamlFile | LineProblem[] {
  const lines = new LineCounter();
  const refuse = (message: string, line = 1, column = 1) => [{ line, column, ref: null, message }];
  const documents = parseBounded(text, lines);
  if (typeof documents === "string") return refuse(documents);
  const [document, ...others] = documents;
  if (!document || others.length > 0) return refuse("It should hold one document.");
  const [broken] = document.errors;
  const repeated = broken ? null : repeatedKeyAt(document);
  if (broken || repeated !== null) {
    const { line, col } = lines.linePos(broken ? broken.pos[0] : (repeated ?? 0));
    return refuse(broken ? broken.message : "Map keys must be unique.", line, col);
  }
  try {
    return fileOf(document, lines);
  } catch {
    return refuse(`It uses more than ${ALIASES_MAX} aliases, or one that is not there.`);
  }
}

const fileOf = (document: Document, lines: LineCounter): YamlFile => ({
  value: document.toJS({ maxAliasCount: ALIASES_MAX }),
  lineOf: (path) => place(document, lines, path).line,
  problemAt: (path, message) => ({ ...place(document, lines, path), ref: null, message }),
});
