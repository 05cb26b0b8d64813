/** One record of a CSV file. `end`: bytes of the file up to and with its line break. */
export type CsvRecord = { cells: string[]; line: number; end: number };

/** What cannot be read any further, with the line where it stops. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** A charge has a few kilobytes; a megabyte without a line break is no list of charges. */
const RECORD_BYTES_MAX = 1024 * 1024;
const CELLS_MAX = 600;
const [QUOTE, LINE_FEED] = [0x22, 0x0a];

/**
 * RFC 4180 from a stream, without ever holding more than one chunk and one record. Works on bytes, so that a run can
 * go on at the byte where the one before stopped. @throws Unreadable.
 */
export function csvReader(from: { offset: number; line: number } = { offset: 0, line: 1 }) {
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  let { offset, line } = from;

  function* records(chunk: Uint8Array): Generator<CsvRecord> {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    let [start, lines, isQuoted] = [0, 0, false];
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED) {
        lines++;
        if (isQuoted) continue;
        const cells = cellsOf(bytes.subarray(start, at));
        offset += at + 1 - start;
        if (cells) yield { cells, line, end: offset };
        line += lines;
        [start, lines] = [at + 1, 0];
      }
    }
    rest = bytes.slice(start);
    if (rest.length > RECORD_BYTES_MAX) throw new Unreadable(line, "A line is longer than 1 MB.");
  }

  function* end(): Generator<CsvRecord> {
    if (rest.length === 0) return;
    if (rest.filter((byte) => byte === QUOTE).length % 2 === 1)
      throw new Unreadable(line, "The file ends inside a quoted value: it is cut off.");
    const cells = cellsOf(rest);
    offset += rest.length;
    rest = new Uint8Array(0);
    if (cells) yield { cells, line, end: offset };
  }

  function cellsOf(bytes: Uint8Array): string[] | null {
    const text = decoder
      .decode(bytes)
      .replace(/\r$/, "")
      .replace(/^\uFEFF/, "");
    if (text === "") return null;
    const cells = text.includes('"') ? quotedCells(text) : text.split(",");
    if (cells.length > CELLS_MAX) throw new Unreadable(line, `A line has more than ${CELLS_MAX} columns.`);
    return cells;
  }
  return { records, end };
}

function quotedCells(text: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= text.length; ) {
    if (text[at] !== '"') {
      const comma = text.indexOf(",", at);
      const until = comma === -1 ? text.length : comma;
      cells.push(text.slice(at, until));
      at = until + 1;
      continue;
    }
    let cell = "";
    for (at++; at < text.length; ) {
      const quote = text.indexOf('"', at);
      const until = quote === -1 ? text.length : quote;
      cell += text.slice(at, until);
      at = until + 1;
      if (text[at] !== '"') break;
      cell += '"';
      at++;
    }
    cells.push(cell);
    const comma = text.indexOf(",", at);
    at = comma === -1 ? text.length + 1 : comma + 1;
  }
  return cells;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
