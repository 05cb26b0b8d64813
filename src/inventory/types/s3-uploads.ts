import type { Aws } from "../../ports/aws.ts";
import { allPages } from "./reading.ts";

/** An upload that is older was given up (finops study, s3-multipart). */
const ABANDONED_DAYS = 7;
const PAGES_MAX = 5;
/** Uploads whose parts are measured; of the others only the count is told. */
const MEASURED_MAX = 5;

/** Uploads that were begun and never finished, which S3 bills until somebody aborts them. */
export async function readUploads(aws: Aws, Bucket: string, region: string, now: Date) {
  const { Uploads = [] } = await aws.call("s3:ListMultipartUploads", { Bucket, MaxUploads: 1000 }, region);
  const old = Uploads.filter(
    ({ Initiated }) => Initiated && now.getTime() - Initiated.getTime() > ABANDONED_DAYS * 86_400_000,
  );
  let bytes = 0;
  for (const { Key, UploadId } of old.slice(0, MEASURED_MAX)) {
    const parts = await allPages(PAGES_MAX, async (PartNumberMarker) => {
      const answer = await aws.call("s3:ListParts", { Bucket, Key, UploadId, PartNumberMarker }, region);
      return { items: answer.Parts, next: answer.IsTruncated ? answer.NextPartNumberMarker : undefined };
    });
    bytes += parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
  }
  return { abandonedUploads: old.length, abandonedBytesMeasured: bytes };
}
