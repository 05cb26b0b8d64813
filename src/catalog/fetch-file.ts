import { resolveAddress } from "./addresses.ts";
import { type ReadFile, readCatalogFile } from "./read-yaml.ts";
import type { Reader } from "./reader.ts";

/** Parts from other files, of one file: an API definition each, and some to spare. */
const PARTS_MAX = 20;
const PARTS_BYTES_MAX = 4_000_000;

export type Fetched = { isSame: true } | { isSame: false; file: ReadFile; etag: string | null };

/** Reads a catalogue file by its address, with the parts that it takes from others beside it. Throws WebError. */
export async function fetchFile(reader: Reader, target: string, etag: string | null): Promise<Fetched> {
  const read = await reader.read(target, { etag });
  if (read.isSame) return { isSame: true };
  const file = readCatalogFile(read.text);
  if (file.wanted.length === 0) return { isSame: false, file, etag: read.etag };
  const given = new Map<string, string | Error>();
  let bytes = 0;
  for (const name of file.wanted) {
    const address = resolveAddress(name, target);
    const isTooMuch = given.size >= PARTS_MAX || bytes > PARTS_BYTES_MAX;
    const part = isTooMuch
      ? new Error(`at most ${PARTS_MAX} other files of ${PARTS_BYTES_MAX / 1_000_000} MB together are read for one.`)
      : address === null
        ? new Error("this is no address.")
        : await reader.read(address, { of: target }).then(
            (found) => (found.isSame ? "" : found.text),
            (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
          );
    if (typeof part === "string") bytes += part.length;
    given.set(name, part);
  }
  // The mark of the file says nothing of its parts, so next time all of it is read.
  return { isSame: false, file: readCatalogFile(read.text, given), etag: null };
}
