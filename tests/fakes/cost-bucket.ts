import { createHash } from "node:crypto";
import { type Aws, AwsError } from "../../src/ports/aws.ts";

type Stored = { bytes: Uint8Array; etag: string; at: Date };

/** A customer's bucket as far as cost exports need one: lists in pages, ranges, ETags, and no object outside of `allowed`. */
export function openBucket({ allowed, pageSize = 3 }: { allowed: string; pageSize?: number }) {
  const objects = new Map<string, Stored>();
  const seen = { listed: 0, ranges: [] as { key: string; bytes: number }[] };
  let clock = Date.parse("2026-11-01T00:00:00Z");
  let isShut = false;

  const refuse = (call: string, code: string, failure: AwsError["failure"]) =>
    new AwsError(failure, call, "eu-west-1", code, `${call} in eu-west-1: ${code}`);

  function list({ Prefix = "", ContinuationToken }: { Prefix?: string; ContinuationToken?: string }) {
    seen.listed++;
    if (isShut) throw refuse("s3:ListObjectsV2", "AccessDenied", "refused");
    const keys = [...objects.keys()].filter((key) => key.startsWith(Prefix)).sort();
    const from = Number(ContinuationToken ?? 0);
    return {
      Contents: keys.slice(from, from + pageSize).map((Key) => {
        const { bytes, etag, at } = stored(Key);
        return { Key, ETag: etag, Size: bytes.length, LastModified: at };
      }),
      NextContinuationToken: from + pageSize < keys.length ? String(from + pageSize) : undefined,
    };
  }

  function stored(key: string): Stored {
    const found = objects.get(key);
    if (!found) throw refuse("s3:GetObject", "NoSuchKey", "absent");
    return found;
  }

  function get({ Key = "", Range, IfMatch }: { Key?: string; Range?: string; IfMatch?: string }) {
    if (isShut || !Key.startsWith(allowed)) throw refuse("s3:GetObject", "AccessDenied", "refused");
    const { bytes, etag } = stored(Key);
    if (IfMatch && IfMatch !== etag) throw refuse("s3:GetObject", "PreconditionFailed", "invalid");
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? "") ?? [];
    const part = from && to ? bytes.subarray(Number(from), Number(to) + 1) : bytes;
    seen.ranges.push({ key: Key, bytes: part.length });
    return { Body: { transformToByteArray: async () => part } };
  }

  return {
    seen,
    shut: (shut: boolean) => {
      isShut = shut;
    },
    put(key: string, bytes: Uint8Array) {
      clock += 60_000;
      objects.set(key, { bytes, etag: `"${createHash("md5").update(bytes).digest("hex")}"`, at: new Date(clock) });
    },
    remove: (key: string) => objects.delete(key),
    /** What `aws` does not answer itself, another does. */
    over(aws: Aws): Aws {
      return {
        // The call's name says what its input and answer are; TypeScript does not follow that through a generic.
        async call(call, input, region) {
          if (call === "s3:ListObjectsV2") return list(input as never) as never;
          if (call === "s3:GetObject") return get(input as never) as never;
          return aws.call(call, input, region);
        },
      };
    },
  };
}
