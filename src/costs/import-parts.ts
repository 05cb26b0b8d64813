import { asc, eq, sql } from "drizzle-orm";
import { costImportParts } from "../../db/schema/cost-imports.ts";
import type { JobContext } from "../base/jobs.ts";

export type Parts = { count: number; size: number; part(number: number): Promise<Uint8Array> };

/** An uploaded file, read part by part: never more than one is held. */
export function partsOf(
  { read }: Pick<JobContext<unknown>, "read">,
  importId: string,
  count: number,
  sizeBytes: number,
): Parts {
  let held: { number: number; bytes: Uint8Array } | undefined;
  return {
    count,
    size: sizeBytes,
    async part(number) {
      if (held?.number === number) return held.bytes;
      const bytes = await read(
        (db) => [
          db
            .select({ data: sql<string>`encode(${costImportParts.data}, 'base64')` })
            .from(costImportParts)
            .where(sql`${eq(costImportParts.importId, importId)} and ${eq(costImportParts.number, number)}`)
            .orderBy(asc(costImportParts.number)),
        ],
        ([[row]]) => fromBase64(row?.data ?? ""),
      );
      held = { number, bytes };
      return bytes;
    },
  };
}

/** Bytes [start, end) of the whole; every part but the last has the size of the first. */
export async function sliceOf(parts: Parts, start: number, end: number): Promise<ArrayBuffer> {
  const partSize = (await parts.part(0)).length;
  const slice = new Uint8Array(Math.max(0, Math.min(end, parts.size) - start));
  for (let number = Math.floor(start / partSize); number * partSize < start + slice.length; number++) {
    const bytes = await parts.part(number);
    const from = Math.max(start, number * partSize);
    const until = Math.min(start + slice.length, number * partSize + bytes.length);
    if (until <= from) break;
    slice.set(bytes.subarray(from - number * partSize, until - number * partSize), from - start);
  }
  return slice.buffer;
}

/** The parts from that one on. */
export function streamOf(parts: Parts, from = 0): ReadableStream<Uint8Array<ArrayBuffer>> {
  let number = from;
  return new ReadableStream({
    async pull(controller) {
      if (number >= parts.count) return controller.close();
      controller.enqueue(new Uint8Array(await parts.part(number++)));
    },
  });
}

/** Postgres breaks base64 into lines. */
function fromBase64(text: string): Uint8Array {
  const binary = atob(text.replaceAll("\n", ""));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
