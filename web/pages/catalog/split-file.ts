/** Half of what a call may hold, because quotes and line ends take two characters in it. */
const CHARACTERS = 400_000;
/** As many documents as the server reads of one text. */
const DOCUMENTS = 2_000;

export type FilePart = { firstLine: number; text: string };

/** Cuts a catalogue file between its documents, or a list in JSON between its items: each part is a file of its own. */
export function splitFile(text: string): FilePart[] {
  const list = jsonList(text);
  return list ? splitList(list) : splitDocuments(text);
}

function jsonList(text: string): unknown[] | null {
  if (!/^\s*\[/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** One item a line: its line is its number. */
function splitList(list: readonly unknown[]): FilePart[] {
  const texts = list.map((item) => JSON.stringify(item));
  return packed(texts).map(({ first, items }) => ({ firstLine: first + 1, text: `[${items.join(",\n")}]` }));
}

function splitDocuments(text: string): FilePart[] {
  const documents: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    if (index > from) documents.push(text.slice(from, index));
    from = index;
  }
  documents.push(text.slice(from));
  let line = 1;
  return packed(documents).map(({ items }) => {
    const part = { firstLine: line, text: items.join("") };
    line += part.text.split("\n").length - 1;
    return part;
  });
}

function packed(texts: readonly string[]): { first: number; items: string[] }[] {
  const parts: { first: number; items: string[]; size: number }[] = [];
  for (const [at, text] of texts.entries()) {
    const last = parts.at(-1);
    if (last && last.size + text.length <= CHARACTERS && last.items.length < DOCUMENTS) {
      last.items.push(text);
      last.size += text.length;
    } else parts.push({ first: at, items: [text], size: text.length });
  }
  return parts;
}
