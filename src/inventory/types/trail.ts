import type { Trail } from "@aws-sdk/client-cloudtrail";
import type { Aws } from "../../ports/aws.ts";
import { type Place, resourceType } from "../resource-type.ts";
import { bucketRegion } from "./bucket-region.ts";
import {
  arnOf,
  attempt,
  discovered,
  documentOf,
  each,
  edges,
  fields,
  mapReading,
  type Reading,
  readTags,
  settle,
} from "./reading.ts";
import { recordsManagement, recordsObjects, type Selectors } from "./trail-coverage.ts";

export default resourceType({
  type: "AWS::CloudTrail::Trail",
  service: "monitoring",
  label: "CloudTrail trail",
  where: "each-region",
  calls: [
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:GetEventSelectors",
    "s3:GetBucketLocation",
    "s3:GetBucketAcl",
    "s3:GetBucketPolicy",
    "s3:GetPublicAccessBlock",
    "s3:GetBucketLogging",
    "s3control:GetPublicAccessBlock",
    "tag:GetResources",
  ],
  /** Trails that live here, each with what covers the region; the API has no pages (five trails a region). */
  async list(aws, place) {
    const { region } = place;
    // Trails of other regions that record this one are listed as shadows.
    const { trailList = [] } = await aws.call("cloudtrail:DescribeTrails", { includeShadowTrails: true }, region);
    const trails = await each(trailList, (trail) => readTrail(aws, trail, region));
    const covering = trails.filter(({ trail }) => trail.IsMultiRegionTrail);
    const isCovered = covered(covering);
    const here = trails.filter(({ trail }) => (trail.HomeRegion ?? region) === region);
    const tags = await readTags(
      aws,
      region,
      here.flatMap(({ trail }) => trail.TrailARN ?? []),
    );
    const resources = await each(here, async (read) => {
      const { config, unread } = settle({
        RegionIsCovered: isCovered,
        IsLogging: mapReading(read.status, (status) => status.isLogging),
        ReadsCopiedFrom: copiedFrom(trails, read),
        RecordsObjectReads: mapReading(read.selectors, (all) => recordsObjects(all, "ReadOnly")),
        RecordsObjectWrites: mapReading(read.selectors, (all) => recordsObjects(all, "WriteOnly")),
        ...(await readBucket(aws, place, read.trail.S3BucketName ?? "")),
      });
      if ("unread" in read.status) unread.metrics = read.status.unread;
      const arn = read.trail.TrailARN ?? "";
      return discovered(place, {
        type: "AWS::CloudTrail::Trail",
        nativeId: read.trail.Name ?? "",
        arn,
        tags: tags(arn, unread),
        config: {
          ...fields(read.trail, "Name", "S3BucketName", "IsMultiRegionTrail", "HomeRegion", "LogFileValidationEnabled"),
          ...fields(read.trail, "KmsKeyId", "CloudWatchLogsLogGroupArn", "IsOrganizationTrail"),
          ...config,
        },
        // Seconds since 1970; null = never.
        metrics: "unread" in read.status ? {} : { logsDeliveredAt: read.status.value?.deliveredAt ?? null },
        unread,
        relations: [
          ...edges("routesTo", "AWS::S3::Bucket", [read.trail.S3BucketName]),
          ...edges("routesTo", "AWS::Logs::LogGroup", [read.trail.CloudWatchLogsLogGroupArn?.replace(/:\*$/, "")]),
          ...edges("dependsOn", "AWS::KMS::Key", [read.trail.KmsKeyId]),
        ],
      });
    });
    if (resources.length > 0) return { resources, next: null };
    // Without a trail of its own the region itself is told, covered from elsewhere or not.
    const { config, unread } = settle({ RegionIsCovered: isCovered });
    const absent = discovered(place, {
      type: "AWS::CloudTrail::Trail",
      nativeId: region,
      arn: arnOf(place, "cloudtrail", "trail/none"),
      name: `CloudTrail in ${region}`,
      tags: {},
      config: { Absent: true, ...config },
      unread,
      status: "absent",
    });
    return { resources: [absent], next: null };
  },
});

type Read = {
  trail: Trail;
  status: Reading<{ isLogging: boolean; deliveredAt: number | null }>;
  selectors: Reading<Selectors>;
};

async function readTrail(aws: Aws, trail: Trail, region: string): Promise<Read> {
  const Name = trail.TrailARN ?? trail.Name;
  // A shadow answers in its home region.
  const home = trail.HomeRegion ?? region;
  const status = await attempt(async () => {
    const answer = await aws.call("cloudtrail:GetTrailStatus", { Name }, home);
    const delivered = answer.LatestCloudWatchLogsDeliveryTime;
    return {
      isLogging: answer.IsLogging ?? false,
      deliveredAt: delivered ? Math.floor(delivered.getTime() / 1000) : null,
    };
  });
  const selectors = await attempt(async () => {
    const answer = await aws.call("cloudtrail:GetEventSelectors", { TrailName: Name }, home);
    return { basic: answer.EventSelectors ?? [], advanced: answer.AdvancedEventSelectors ?? [] };
  });
  return { trail, status, selectors };
}

/** The name of an earlier trail that records the same management events, which AWS records once for nothing; null = none. */
function copiedFrom(trails: readonly Read[], own: Read): Reading<string> {
  const records = ({ status, selectors }: Read): boolean | null =>
    "unread" in status || "unread" in selectors || selectors.value === null
      ? null
      : Boolean(status.value?.isLogging) && recordsManagement(selectors.value);
  if (!records(own)) return "unread" in own.selectors ? own.selectors : { value: null };
  const earlier = trails.filter(({ trail }) => (trail.TrailARN ?? "") < (own.trail.TrailARN ?? ""));
  return { value: earlier.find(records)?.trail.Name ?? null };
}

/** One trail that is known to cover the region is enough; "not covered" needs an answer for each. */
function covered(trails: readonly Read[]): Reading<boolean> {
  const isGood = ({ status, selectors }: Read) =>
    !("unread" in status) &&
    status.value?.isLogging &&
    !("unread" in selectors) &&
    selectors.value !== null &&
    recordsManagement(selectors.value);
  if (trails.some(isGood)) return { value: true };
  for (const { status, selectors } of trails) {
    if ("unread" in status) return status;
    if ("unread" in selectors) return selectors;
  }
  return { value: false };
}

/** The bucket may belong to another account, which then refuses. */
async function readBucket(aws: Aws, place: Place, Bucket: string): Promise<Record<string, Reading<unknown>>> {
  const located = await attempt(() => bucketRegion(aws, Bucket, place.region));
  if ("unread" in located || located.value === null) {
    const reason = "unread" in located ? located : { unread: `The bucket ${Bucket} was not found.` };
    return {
      BucketPolicy: reason,
      BucketAcl: reason,
      BucketBlock: reason,
      AccountBlock: reason,
      BucketLogging: reason,
    };
  }
  const region = located.value;
  return {
    BucketPolicy: await attempt(async () =>
      documentOf((await aws.call("s3:GetBucketPolicy", { Bucket }, region)).Policy),
    ),
    BucketAcl: await attempt(async () => ({
      Grants: (await aws.call("s3:GetBucketAcl", { Bucket }, region)).Grants ?? [],
    })),
    BucketBlock: await attempt(
      async () =>
        (await aws.call("s3:GetPublicAccessBlock", { Bucket }, region)).PublicAccessBlockConfiguration ?? null,
    ),
    AccountBlock: await attempt(async () => {
      const answer = await aws.call("s3control:GetPublicAccessBlock", { AccountId: place.accountId }, region);
      return answer.PublicAccessBlockConfiguration ?? null;
    }),
    BucketLogging: await attempt(
      async () => (await aws.call("s3:GetBucketLogging", { Bucket }, region)).LoggingEnabled ?? null,
    ),
  };
}
