import { type Aws, AwsError } from "../ports/aws.ts";
import { Unreadable } from "./focus/csv.ts";
import type { Parts } from "./import-parts.ts";

/** A range of an object that one request asks for; it is read within the eight seconds of an attempt. */
export const RANGE_BYTES = 4 * 1024 * 1024;

export type ExportFile = { key: string; etag: string; sizeBytes: number };

/** An object of a bucket, range by range: never more than one is held. It must be what it was when it was listed. */
export function partsOfObject(
  { aws, region, bucket }: { aws: Aws; region: string; bucket: string },
  { key, etag, sizeBytes }: ExportFile,
): Parts {
  let held: { number: number; bytes: Uint8Array } | undefined;
  return {
    count: Math.max(1, Math.ceil(sizeBytes / RANGE_BYTES)),
    size: sizeBytes,
    async part(number) {
      if (held?.number === number) return held.bytes;
      const from = number * RANGE_BYTES;
      const until = Math.min(from + RANGE_BYTES, sizeBytes);
      const Range = `bytes=${from}-${until - 1}`;
      const bytes = await bytesOf(aws, { Bucket: bucket, Key: key, Range, IfMatch: etag }, region);
      if (bytes.length !== until - from)
        throw new Unreadable(1, `S3 answered ${bytes.length} bytes of ${key} where ${until - from} were asked.`);
      held = { number, bytes };
      return bytes;
    },
  };
}

type Get = { Bucket: string; Key: string; Range?: string; IfMatch?: string };

export async function bytesOf(aws: Aws, input: Get, region: string): Promise<Uint8Array> {
  try {
    const { Body } = await aws.call("s3:GetObject", input, region);
    return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
  } catch (error) {
    if (error instanceof AwsError && (error.code === "PreconditionFailed" || error.code === "NoSuchKey"))
      throw new Unreadable(1, `${input.Key} was replaced while it was read. The new one is read at the next look.`);
    throw error;
  }
}
