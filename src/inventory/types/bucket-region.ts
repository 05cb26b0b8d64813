import type { Aws } from "../../ports/aws.ts";

/** Where a bucket lives: a request to any other region is answered with a redirect. */
export async function bucketRegion(aws: Aws, Bucket: string, region: string): Promise<string> {
  const { LocationConstraint } = await aws.call("s3:GetBucketLocation", { Bucket }, region);
  // Nothing means us-east-1, and "EU" is the old name of eu-west-1 (S3 API reference, GetBucketLocation).
  return !LocationConstraint ? "us-east-1" : LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
}
