import * as z from "zod";
import { Expected } from "../base/errors.ts";
import { type Aws, AwsError } from "../ports/aws.ts";
import { Unreadable } from "./focus/csv.ts";
import { bytesOf, type ExportFile } from "./s3-parts.ts";

/** Of a page of S3's list, which is a thousand objects. */
const PAGES_MAX = 20;
const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;
const FILES_MAX = 200;
const PERIOD_BYTES_MAX = 2 * 1024 * 1024 * 1024;

export type Place = { region: string; bucket: string; prefix: string };
/** A billing period's newest export: its files in the manifest's order, and what tells it from an older one. */
export type Found = { period: string; name: string; files: ExportFile[]; signature: string };

const Listed = z.object({
  Contents: z
    .array(z.object({ Key: z.string(), ETag: z.string(), Size: z.number().int(), LastModified: z.date() }))
    .default([]),
  NextContinuationToken: z.string().nullish(),
});
type Item = z.infer<typeof Listed>["Contents"][number];

/** Data Exports name `dataFiles` by address; the older Cost and Usage Reports `reportKeys` (AWS Data Exports guide, export delivery). */
const Manifest = z.union([
  z.object({ dataFiles: z.array(z.string()).max(FILES_MAX) }).transform(({ dataFiles }) => dataFiles.map(keyOf)),
  z.object({ reportKeys: z.array(z.string()).max(FILES_MAX) }).transform(({ reportKeys }) => reportKeys),
]);
const keyOf = (address: string) => address.replace(/^s3:\/\/[^/]+\//, "");

/**
 * The newest export of each billing period under a prefix. AWS writes the manifest after all data files, so what it names
 * is whole; with "create new" each delivery has its own folder and manifest, with "overwrite" files keep their names and
 * change their ETags.
 */
export async function findExports(aws: Aws, place: Place): Promise<Found[]> {
  const items = await everyObject(aws, place);
  const byKey = new Map(items.map((item) => [item.Key, item]));
  const newest = new Map<string, Item>();
  for (const item of items) {
    const period = /manifest\.json$/i.test(item.Key) ? periodOf(item.Key) : null;
    const before = period && newest.get(period);
    if (period && (!before || before.LastModified < item.LastModified)) newest.set(period, item);
  }
  const found: Found[] = [];
  for (const [period, manifest] of [...newest].sort()) {
    const keys = await readManifest(aws, place, manifest);
    const files = keys.flatMap((key): ExportFile[] => {
      const item = byKey.get(key);
      return item ? [{ key, etag: item.ETag, sizeBytes: item.Size }] : [];
    });
    // One that is not there was replaced since the manifest: AWS is writing, and the next look finds it whole.
    if (files.length === 0 || files.length < keys.length) continue;
    if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > PERIOD_BYTES_MAX)
      throw new Expected("UNPROCESSABLE_CONTENT", `The export of ${period} has more than 2 GB, which is too much.`);
    found.push({
      period,
      name: `${files[0]?.key.split("/").at(-1) ?? period}${files.length > 1 ? ` and ${files.length - 1} more` : ""}`,
      files,
      signature: files.map(({ key, etag }) => `${key} ${etag}`).join("\n"),
    });
  }
  return found;
}

/** "…/BILLING_PERIOD=2026-11/…" of a data export, "…/20261101-20261201/…" of a report. */
function periodOf(key: string): string | null {
  const [, month] = /\/BILLING_PERIOD=(\d{4}-\d{2})\//.exec(key) ?? [];
  if (month) return month;
  const [, year, ofYear] = /\/(\d{4})(\d{2})\d{2}-\d{8}\//.exec(key) ?? [];
  return year ? `${year}-${ofYear}` : null;
}

async function everyObject(aws: Aws, { region, bucket, prefix }: Place): Promise<Item[]> {
  const items: Item[] = [];
  let ContinuationToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { Contents, NextContinuationToken } = Listed.parse(
      await aws.call("s3:ListObjectsV2", { Bucket: bucket, Prefix: `${prefix}/`, ContinuationToken }, region),
    );
    items.push(...Contents);
    if (!NextContinuationToken) return items;
    ContinuationToken = NextContinuationToken;
  }
  throw new Expected(
    "UNPROCESSABLE_CONTENT",
    `There are more than ${PAGES_MAX * 1000} objects under ${prefix}. Give the folder of one export, or let AWS overwrite its files.`,
  );
}

async function readManifest(aws: Aws, { region, bucket }: Place, { Key, ETag, Size }: Item): Promise<string[]> {
  if (Size > MANIFEST_BYTES_MAX) throw unreadable(Key);
  const bytes = await bytesOf(aws, { Bucket: bucket, Key, IfMatch: ETag }, region).catch((error: unknown) => {
    if (error instanceof Unreadable) throw unreadable(Key);
    throw error;
  });
  try {
    return Manifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw unreadable(Key);
  }
}
const unreadable = (key: string) =>
  new Expected("UNPROCESSABLE_CONTENT", `${key} is no manifest of a cost export that we can read.`);

/** Why a bucket could not be read and what to do; undefined when it was not AWS. */
export function explainBucket(error: unknown, { bucket, prefix, region }: Place): Expected | undefined {
  if (error instanceof Expected) return error;
  if (!(error instanceof AwsError)) return undefined;
  if (error.code === "NoSuchBucket")
    return new Expected("UNPROCESSABLE_CONTENT", `There is no bucket named ${bucket}.`);
  if (error.code === "PermanentRedirect" || error.code === "AuthorizationHeaderMalformed")
    return new Expected("UNPROCESSABLE_CONTENT", `${bucket} does not lie in ${region}. Choose its region.`);
  switch (error.failure) {
    case "refused":
    case "credentials":
      return new Expected(
        "UNPROCESSABLE_CONTENT",
        `AWS refused to read ${bucket}/${prefix}. Update the connector's policy: it must allow s3:ListBucket on the bucket and s3:GetObject below the folder. A bucket encrypted with a KMS key of yours cannot be read: kms:Decrypt stays denied.`,
      );
    case "throttled":
    case "unavailable":
      return new Expected("SERVICE_UNAVAILABLE", "S3 did not answer. We try again by ourselves.");
    default:
      return new Expected("UNPROCESSABLE_CONTENT", `${bucket} could not be read. ${error.message}`);
  }
}
