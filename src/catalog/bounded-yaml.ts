import { type Document, isScalar, Lexer, type LineCounter, parseAllDocuments, visit } from "yaml";

/**
 * What the parser makes of a file grows with its tokens: this many take it about a second, and 2,000 entities of ten
 * lines have a quarter of them.
 */
const TOKENS_MAX = 400_000;
export const DEPTH_MAX = 50;
export const TOO_DEEP = `It is nested more than ${DEPTH_MAX} levels deep, or contains itself.`;

/**
 * YAML in time that is proportional to its size: the tokens are counted before anything is built of them, and keys are
 * compared by a set (the parser's own comparison takes minutes for a map of 60,000).
 * @returns a sentence when it is refused as a whole.
 */
export function parseBounded(text: string, lineCounter?: LineCounter): Document[] | string {
  const refused = refusalOf(text);
  if (refused) return refused;
  try {
    return [
      ...parseAllDocuments(text, { ...(lineCounter && { lineCounter }), prettyErrors: false, uniqueKeys: false }),
    ];
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP;
    throw error;
  }
}

function refusalOf(text: string): string | null {
  let [tokens, brackets, onLine, isLineStart] = [0, 0, 0, true];
  /** How far the lines around this one are indented, each further than the one before. */
  const indents: number[] = [];
  for (const token of new Lexer().lex(text)) {
    if (++tokens > TOKENS_MAX) return `It has more than ${TOKENS_MAX} parts. Split it.`;
    if (isLineStart && token !== "\n") {
      const indent = token.trim() === "" ? token.length : 0;
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
    }
    isLineStart = token === "\n";
    if (isLineStart) onLine = 0;
    else if (token === "[" || token === "{") brackets++;
    else if (token === "]" || token === "}") brackets--;
    // "- - - x" and "? ? ? x" go down a level each without a bracket.
    else if (token === "-" || token === "?") onLine++;
    if (brackets > DEPTH_MAX || onLine > DEPTH_MAX || indents.length > 2 * DEPTH_MAX) return TOO_DEEP;
  }
  return null;
}

/** Where a key stands that its map has already; null: each is there once. */
export function repeatedKeyAt(document: Document): number | null {
  let found: number | null = null;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          found = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}
