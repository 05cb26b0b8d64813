import type { ImportCursor } from "../../db/schema/cost-imports.ts";
import { csvReader, Unreadable } from "./focus/csv.ts";
import { columnName } from "./focus/read.ts";
import { type Parts, sliceOf, streamOf } from "./import-parts.ts";

/** Unpacked bytes that one run of the job reads: a Worker's run has a limit of processor time. */
const RUN_BYTES = 32 * 1024 * 1024;
/**
 * A gzip file cannot be entered in its middle: each run unpacks again what those before it have read, which takes a tenth
 * of reading it. So runs grow by a fifth of that, and all of them together unpack it a few times, not a hundred.
 */
const packedRunBytes = (offset: number) => Math.max(RUN_BYTES, Math.min(offset / 5, 4 * RUN_BYTES));
/** A file of 500 MB unpacks to a few gigabytes; more than this, or more than so many times its size, is a bomb. */
const UNPACKED_MAX = 8 * 1024 * 1024 * 1024;
const UNPACKED_TIMES_MAX = 250;
const UNPACKED_FREE = 64 * 1024 * 1024;
/** A row group is unpacked in memory, the columns that are read of it. */
const ROW_GROUP_BYTES_MAX = 64 * 1024 * 1024;

export type Kind = "csv" | "csv.gz" | "parquet";
export type Line = { line: number; row: Map<string, string> };
export type Reading = {
  kind: Kind;
  /** Columns, once they are known. */
  header(): string[];
  /** Lines of this run; the generator's end says where the next run goes on, null = at the end of the file. */
  lines(): AsyncGenerator<Line, ImportCursor | null>;
};

export const START: ImportCursor = { offset: 0, line: 1, rows: 0, header: null, group: 0 };

/** Reads an upload from `cursor` on, whatever it is by its first bytes. @throws Unreadable with a line. */
export async function readImport(parts: Parts, cursor: ImportCursor | null): Promise<Reading> {
  const [a, b, c, d] = await parts.part(0);
  const from = cursor ?? START;
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) return readParquet(parts, from);
  return readCsv(parts, from, a === 0x1f && b === 0x8b);
}

function readCsv(parts: Parts, from: ImportCursor, isPacked: boolean): Reading {
  let header = from.header;
  async function* lines(): AsyncGenerator<Line, ImportCursor | null> {
    const csv = csvReader(from);
    let { line, rows } = from;
    const toLine = ({ cells, line: at }: { cells: string[]; line: number }): Line | null => {
      line = at;
      if (!header) {
        header = cells.map(columnName);
        refuseTwins(header);
        return null;
      }
      if (cells.length !== header.length)
        throw new Unreadable(at, `This line has ${cells.length} values, the header ${header.length}.`);
      rows++;
      const names = header;
      return { line: at, row: new Map(cells.map((cell, index) => [names[index] ?? "", cell])) };
    };
    // Plain text is entered at the part in which it goes on.
    const partSize = (await parts.part(0)).length;
    const first = isPacked || partSize === 0 ? 0 : Math.floor(from.offset / partSize);
    const runBytes = isPacked ? packedRunBytes(from.offset) : RUN_BYTES;
    let skip = from.offset - first * partSize;
    let unpacked = first * partSize;
    const stream = isPacked ? streamOf(parts).pipeThrough(new DecompressionStream("gzip")) : streamOf(parts, first);
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new Unreadable(line, isPacked ? "The gzip file is cut off or broken here." : String(error));
      });
      if (done) break;
      unpacked += value.length;
      if (unpacked > UNPACKED_MAX || (unpacked > UNPACKED_FREE && unpacked > UNPACKED_TIMES_MAX * parts.size))
        throw new Unreadable(
          line,
          `The file unpacks to more than ${UNPACKED_TIMES_MAX} times its size: it is not read further.`,
        );
      const skipped = Math.min(skip, value.length);
      skip -= skipped;
      let end = 0;
      for (const record of csv.records(new Uint8Array(value.subarray(skipped)))) {
        end = record.end;
        const read = toLine(record);
        if (read) yield read;
        line = record.line;
        if (end - from.offset >= runBytes) {
          await reader.cancel();
          return { offset: end, line: record.line + 1, rows, header, group: 0 };
        }
      }
    }
    for (const record of csv.end()) {
      const read = toLine(record);
      if (read) yield read;
    }
    return null;
  }
  return { kind: isPacked ? "csv.gz" : "csv", header: () => header ?? [], lines };
}

/** Which of two columns of one name is meant, nobody knows. */
function refuseTwins(header: readonly string[]) {
  const twin = header.find((name, at) => name !== "" && header.indexOf(name) !== at);
  if (twin !== undefined) throw new Unreadable(1, `The column ${twin.slice(0, 80)} stands twice in the header.`);
}

/** Parquet knows more codecs (Apache Parquet format, CompressionCodec); AWS writes Snappy. */
const CODECS = new Set(["UNCOMPRESSED", "SNAPPY", "GZIP"]);

async function readParquet(parts: Parts, from: ImportCursor): Promise<Reading> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const { gunzipSync } = await import("node:zlib");
  const file = { byteLength: parts.size, slice: (start: number, end = parts.size) => sliceOf(parts, start, end) };
  const unreadable = (error: unknown) =>
    new Unreadable(
      from.rows + 1,
      `The Parquet file is cut off or broken: ${String(error instanceof Error ? error.message : error).slice(0, 120)}.`,
    );
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw unreadable(error);
  });
  const header = parquetSchema(metadata).children.map(({ element }) => columnName(element.name));
  const unpack = (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: ROW_GROUP_BYTES_MAX }));
  async function* lines(): AsyncGenerator<Line, ImportCursor | null> {
    const group = metadata.row_groups[from.group];
    if (!group) return null;
    const unpacked = group.columns.reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
      0,
    );
    if (unpacked > ROW_GROUP_BYTES_MAX || unpacked > UNPACKED_FREE + UNPACKED_TIMES_MAX * parts.size)
      throw new Unreadable(
        from.rows + 1,
        "A row group unpacks to more than 64 MB. Export the same data as CSV with gzip.",
      );
    const codec = group.columns.map(({ meta_data }) => meta_data?.codec).find((each) => each && !CODECS.has(each));
    if (codec)
      throw new Unreadable(
        from.rows + 1,
        `The Parquet file is compressed with ${codec}. Export it with Snappy or gzip, or as CSV with gzip.`,
      );
    const count = Number(group.num_rows);
    const rows = await parquetReadObjects({
      file,
      metadata,
      rowStart: from.rows,
      rowEnd: from.rows + count,
      compressors: Object.fromEntries([["GZIP", unpack]]),
    }).catch((error: unknown) => {
      throw unreadable(error);
    });
    for (const [at, row] of rows.entries())
      yield {
        line: from.rows + at + 1,
        row: new Map(Object.entries(row).map(([name, value]) => [columnName(name), textOf(value)])),
      };
    const next = from.group + 1;
    return next < metadata.row_groups.length ? { ...from, rows: from.rows + count, header, group: next } : null;
  }
  return { kind: "parquet", header: () => header, lines };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (Array.isArray(value)) return JSON.stringify(Object.fromEntries(value.flatMap(keyValue)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
/** Parquet's maps come as lists of keys and values. */
function keyValue(pair: unknown): [string, unknown][] {
  if (typeof pair !== "object" || pair === null || !("key" in pair) || !("value" in pair)) return [];
  return [[String(pair.key), pair.value]];
}
