/**
 * The lines at which the items of a JSON list begin (one line for a single object), without building anything. Null when
 * it is no list and no object, or when a key is there twice, which `JSON.parse` does not tell. The text has been parsed, so
 * it is JSON.
 */
export function linesOfItems(text: string): number[] | null {
  const lines: number[] = [];
  /** The keys of each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  let [line, isKey, isItem] = [1, false, true];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) line++;
    if (code === NEWLINE || code === SPACE || code === TAB || code === RETURN) continue;
    if (isItem && open.length === 1 && open[0] === null && code !== CLOSE_LIST) {
      lines.push(line);
      isItem = false;
    }
    if (code === QUOTE) {
      const from = at + 1;
      for (at = from; text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++;
      if (!isKey) continue;
      isKey = false;
      const raw = text.slice(from, at);
      const key: string = raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw;
      const keys = open.at(-1);
      if (keys?.has(key)) return null;
      keys?.add(key);
    } else if (code === OPEN_OBJECT) {
      if (open.length === 0) lines.push(line);
      open.push(new Set());
      isKey = true;
    } else if (code === OPEN_LIST) {
      open.push(null);
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      open.pop();
      isKey = false;
    } else if (code === COMMA) {
      isKey = open.at(-1) instanceof Set;
      isItem = open.length === 1;
    } else if (open.length === 0) return null;
  }
  return lines;
}

const [NEWLINE, RETURN, TAB, SPACE, QUOTE, BACKSLASH, COMMA] = [10, 13, 9, 32, 34, 92, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
