import type { DistributionSummary } from "@aws-sdk/client-cloudfront";
import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, each, edges, fields, mapReading, readTags, settle } from "./reading.ts";

/** Each distribution takes one more request. */
const PAGE_SIZE = 30;
const PAGES_MAX = 10;

export default resourceType({
  type: "AWS::CloudFront::Distribution",
  service: "cloudfront",
  label: "CloudFront distribution",
  where: "once",
  calls: [
    "cloudfront:ListDistributions",
    "cloudfront:GetDistributionConfig",
    "logs:DescribeDeliverySources",
    "tag:GetResources",
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call(
      "cloudfront:ListDistributions",
      { MaxItems: PAGE_SIZE, Marker: cursor ?? undefined },
      region,
    );
    const summaries = page.DistributionList?.Items ?? [];
    if (summaries.length === 0) return { resources: [], next: null };
    // Access logs of the second version are a delivery of CloudWatch Logs, not a setting of the distribution.
    const delivered = await attempt(async () => {
      const sources = await allPages(PAGES_MAX, async (nextToken) => {
        const answer = await aws.call("logs:DescribeDeliverySources", { nextToken }, region);
        return { items: answer.deliverySources, next: answer.nextToken };
      });
      return sources.flatMap(({ resourceArns = [] }) => resourceArns);
    });
    const tags = await readTags(
      aws,
      region,
      summaries.flatMap((summary) => summary.ARN ?? []),
    );
    const resources = await each(summaries, async (summary) => {
      const arn = summary.ARN ?? "";
      const detail = await attempt(async () => {
        const { DistributionConfig } = await aws.call("cloudfront:GetDistributionConfig", { Id: summary.Id }, region);
        return DistributionConfig ?? null;
      });
      const { config, unread } = settle({
        Logging: mapReading(detail, (one) => one?.Logging?.Enabled ?? false),
        DefaultRootObject: mapReading(detail, (one) => one?.DefaultRootObject || null),
        LogDelivery: mapReading(delivered, (arns) => arns.includes(arn)),
      });
      return discovered(place, {
        type: "AWS::CloudFront::Distribution",
        nativeId: summary.Id ?? "",
        arn,
        name: summary.Aliases?.Items?.[0] || summary.DomainName || (summary.Id ?? ""),
        region,
        tags: tags(arn, unread),
        config: { ...configOf(summary), ...config },
        unread,
        status: summary.Status ?? null,
        public: true,
        relations: edges("routesTo", "AWS::S3::Bucket", bucketsOf(summary)),
      });
    });
    return { resources, next: page.DistributionList?.IsTruncated ? (page.DistributionList.NextMarker ?? null) : null };
  },
});

const configOf = (summary: DistributionSummary) => ({
  ...fields(summary, "Id", "DomainName", "Enabled", "PriceClass"),
  WebACLId: summary.WebACLId || null,
  RealtimeLog: summary.DefaultCacheBehavior?.RealtimeLogConfigArn || null,
  ViewerPolicies: [
    summary.DefaultCacheBehavior?.ViewerProtocolPolicy,
    ...(summary.CacheBehaviors?.Items ?? []).map((behavior) => behavior.ViewerProtocolPolicy),
  ].flatMap((policy) => policy ?? []),
  Origins: (summary.Origins?.Items ?? []).map((origin) => ({
    Id: origin.Id ?? "",
    DomainName: origin.DomainName ?? "",
    IsS3: Boolean(origin.S3OriginConfig) || S3_HOST.test(origin.DomainName ?? ""),
    AccessControlId: origin.OriginAccessControlId || null,
    AccessIdentity: origin.S3OriginConfig?.OriginAccessIdentity || null,
    ProtocolPolicy: origin.CustomOriginConfig?.OriginProtocolPolicy ?? null,
    SslProtocols: origin.CustomOriginConfig?.OriginSslProtocols?.Items ?? [],
  })),
});

/** The REST endpoints of S3; a website endpoint (s3-website) is a custom origin. */
const S3_HOST = /^([\w.-]+)\.s3(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/;
const bucketsOf = (summary: DistributionSummary) =>
  (summary.Origins?.Items ?? []).map(({ DomainName = "" }) => S3_HOST.exec(DomainName)?.[1]);
