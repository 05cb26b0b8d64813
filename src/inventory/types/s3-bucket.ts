import type { Bucket, Grant, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { lanes } from "../../base/lanes.ts";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import { bucketRegion } from "./bucket-region.ts";
import {
  attempt,
  discovered,
  documentOf,
  fields,
  mapReading,
  present,
  type Reading,
  settle,
  tagsOf,
} from "./reading.ts";
import { readUploads } from "./s3-uploads.ts";
import { DAY, newest, readUsage, USAGE_CALL } from "./usage.ts";

/** Each bucket takes 13 more requests, and a run has few: see RUN_SUBREQUESTS_MAX. */
const PAGE_SIZE = 8;
/** Names are cheap, so a listing is much longer than a page; only accounts with more buckets than this need a second one. */
const LISTING_SIZE = 1000;
/** Destinations of one bucket whose region is asked for. */
const DESTINATIONS_MAX = 5;

export default resourceType({
  type: "AWS::S3::Bucket",
  service: "s3",
  label: "S3 bucket",
  where: "once",
  calls: [
    "s3:ListBuckets",
    "s3:GetBucketLocation",
    "s3control:GetPublicAccessBlock",
    "s3:GetPublicAccessBlock",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPolicy",
    "s3:GetBucketAcl",
    "s3:GetBucketEncryption",
    "s3:GetBucketVersioning",
    "s3:GetBucketLogging",
    "s3:GetBucketLifecycleConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketReplication",
    "s3:GetObjectLockConfiguration",
    "s3:GetBucketTagging",
    "s3:ListMultipartUploads",
    "s3:ListParts",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const { after, token } = parse(cursor);
    const request = { MaxBuckets: LISTING_SIZE, ContinuationToken: token || undefined };
    const listing = await aws.call("s3:ListBuckets", request, place.region);
    // By name and not by position, so that a bucket made or deleted in between shifts nothing.
    const left = (listing.Buckets ?? [])
      .filter(({ Name = "" }) => Name > after)
      .sort((a, b) => compare(a.Name, b.Name));
    const buckets = left.slice(0, PAGE_SIZE);
    const last = buckets.at(-1)?.Name ?? "";
    const following = listing.ContinuationToken ? `:${listing.ContinuationToken}` : null;
    const account = await attempt(async () => {
      const answer = await aws.call("s3control:GetPublicAccessBlock", { AccountId: place.accountId }, place.region);
      return answer.PublicAccessBlockConfiguration ?? null;
    });
    const lane = lanes();
    const read = await Promise.all(buckets.map((bucket) => readBucket(aws, place, bucket, account, lane)));
    return {
      resources: read.filter((bucket) => bucket !== null),
      next: left.length > PAGE_SIZE ? `${last}:${token}` : following,
    };
  },
});

/** `last name of the page:token of the listing`; names of buckets contain no colon. */
function parse(cursor: string | null) {
  const [after = "", ...token] = (cursor ?? "").split(":");
  return { after, token: token.join(":") };
}
const compare = (a = "", b = "") => (a < b ? -1 : a > b ? 1 : 0);

async function readBucket(
  aws: Aws,
  place: Place,
  bucket: Bucket,
  account: Reading<PublicAccessBlockConfiguration | null>,
  lane: ReturnType<typeof lanes>,
): Promise<Discovered | null> {
  const Bucket = bucket.Name ?? "";
  const location = await lane(() => attempt(() => locate(aws, place, bucket)));
  // Requests go to the bucket's own region: elsewhere S3 answers with a redirect.
  const region = ("unread" in location ? null : location.value) ?? place.region;
  const read = <T>(request: () => Promise<T>) => lane(() => attempt(request));
  const [
    block,
    policyStatus,
    policy,
    acl,
    encryption,
    versioning,
    logging,
    lifecycle,
    ownership,
    replication,
    lock,
    tags,
    uploads,
    usage,
  ] = await Promise.all([
    read(async () => (await aws.call("s3:GetPublicAccessBlock", { Bucket }, region)).PublicAccessBlockConfiguration),
    read(async () => (await aws.call("s3:GetBucketPolicyStatus", { Bucket }, region)).PolicyStatus),
    read(async () => documentOf((await aws.call("s3:GetBucketPolicy", { Bucket }, region)).Policy)),
    read(() => aws.call("s3:GetBucketAcl", { Bucket }, region)),
    read(async () => (await aws.call("s3:GetBucketEncryption", { Bucket }, region)).ServerSideEncryptionConfiguration),
    read(() => aws.call("s3:GetBucketVersioning", { Bucket }, region)),
    read(async () => (await aws.call("s3:GetBucketLogging", { Bucket }, region)).LoggingEnabled),
    read(() => aws.call("s3:GetBucketLifecycleConfiguration", { Bucket }, region)),
    read(async () => (await aws.call("s3:GetBucketOwnershipControls", { Bucket }, region)).OwnershipControls?.Rules),
    read(() => readReplication(aws, Bucket, region)),
    read(async () => (await aws.call("s3:GetObjectLockConfiguration", { Bucket }, region)).ObjectLockConfiguration),
    read(async () => (await aws.call("s3:GetBucketTagging", { Bucket }, region)).TagSet),
    read(() => readUploads(aws, Bucket, region, place.now)),
    lane(() => readUsage(aws, { ...place, region }, [measuresOf(Bucket)])),
  ]);
  const answers = [
    block,
    policyStatus,
    policy,
    acl,
    encryption,
    versioning,
    logging,
    lifecycle,
    ownership,
    replication,
    lock,
  ];
  // Deleted since it was listed.
  if (answers.some((answer) => "code" in answer && answer.code === "NoSuchBucket")) return null;

  const status = withFlag(policyStatus);
  const grants = mapReading(acl, ({ Owner, Grants }) => ({ Owner, Grants: Grants ?? [] }));
  const version = mapReading(versioning, (answer) => fields(answer, "Status", "MFADelete"));
  const { config, unread } = settle({
    PublicAccessBlock: block,
    AccountPublicAccessBlock: account,
    PolicyStatus: status,
    Policy: policy,
    Acl: present(grants, "S3 returned no access control list."),
    Encryption: mapReading(encryption, (answer) => answer && fields(answer, "Rules")),
    Versioning: present(version, "S3 returned no versioning state."),
    Logging: mapReading(logging, (answer) => answer && fields(answer, "TargetBucket", "TargetPrefix")),
    Lifecycle: mapReading(lifecycle, (answer) => fields(answer, "Rules")),
    ObjectOwnership: mapReading(ownership, (rules) => rules?.[0]?.ObjectOwnership ?? null),
    Replication: mapReading(replication, (answer) => answer && fields(answer, "Role", "Rules")),
    ObjectLock: lock,
  });
  const metrics = usage(0, unread);
  if ("unread" in uploads) unread.metrics = [unread.metrics, uploads.unread].filter(Boolean).join(" ");
  if ("unread" in location) unread.Region = location.unread;
  if ("unread" in tags) unread.tags = tags.unread;
  return discovered(place, {
    type: "AWS::S3::Bucket",
    nativeId: Bucket,
    arn: `arn:${place.partition}:s3:::${Bucket}`,
    name: Bucket,
    region,
    tags: "unread" in tags ? null : tagsOf(tags.value ?? []),
    config: { Name: Bucket, ...fields(bucket, "CreationDate"), ...config },
    metrics: { ...metrics, ...("unread" in uploads ? {} : uploads.value) },
    unread,
    encrypted: "unread" in encryption ? null : Boolean(encryption.value),
    public: isPublic({ block, account, status, grants }),
    hasBackup: "unread" in version ? null : version.value?.Status === "Enabled",
  });
}

/** A destination is named by its ARN alone: where it is, only its own bucket says. One of another account may refuse. */
async function readReplication(aws: Aws, Bucket: string, region: string) {
  const { ReplicationConfiguration: replication } = await aws.call("s3:GetBucketReplication", { Bucket }, region);
  const targets = [...new Set((replication?.Rules ?? []).flatMap(({ Destination }) => Destination?.Bucket ?? []))];
  const regions = new Map<string, string>();
  for (const target of targets.slice(0, DESTINATIONS_MAX)) {
    const located = await attempt(() => bucketRegion(aws, target.split(":::").at(-1) ?? "", region));
    if (!("unread" in located) && located.value) regions.set(target, located.value);
  }
  return {
    Role: replication?.Role,
    Rules: replication?.Rules?.map((rule) => {
      const known = regions.get(rule.Destination?.Bucket ?? "");
      return { ...rule, Destination: { ...rule.Destination, ...(known ? { Region: known } : {}) } };
    }),
  };
}

async function locate(aws: Aws, place: Place, bucket: Bucket): Promise<string> {
  if (bucket.BucketRegion) return bucket.BucketRegion;
  return bucketRegion(aws, bucket.Name ?? "", place.region);
}

/** Without a policy there is no status, which is an answer; a status without its flag is none. */
function withFlag(reading: Reading<{ IsPublic?: boolean } | undefined>): Reading<{ IsPublic?: boolean }> {
  if ("unread" in reading) return reading;
  if (reading.value?.IsPublic !== undefined) return { value: reading.value };
  return reading.code ? { value: null } : { unread: "S3 answered without saying whether the policy is public." };
}

type PublicInputs = {
  block: Reading<PublicAccessBlockConfiguration | undefined>;
  account: Reading<PublicAccessBlockConfiguration | null>;
  status: Reading<{ IsPublic?: boolean }>;
  grants: Reading<{ Grants: Grant[] }>;
};

const EVERYONE = [
  "http://acs.amazonaws.com/groups/global/AllUsers",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
];

/** Open by policy or by ACL, as far as the blocks of bucket and account let it; null when a deciding answer is missing. */
export function isPublic({ block, account, status, grants }: PublicInputs): boolean | null {
  const blocks = (name: keyof PublicAccessBlockConfiguration): boolean | null => {
    const settings = [block, account].map((reading) => ("unread" in reading ? null : Boolean(reading.value?.[name])));
    return settings.includes(true) ? true : settings.includes(null) ? null : false;
  };
  const open = (granted: boolean | null, blocked: boolean | null) =>
    granted === false || blocked === true ? false : granted === null || blocked === null ? null : true;
  const byPolicy = "unread" in status ? null : Boolean(status.value?.IsPublic);
  const byAcl =
    "unread" in grants
      ? null
      : (grants.value?.Grants ?? []).some((grant) => EVERYONE.includes(grant.Grantee?.URI ?? ""));
  const ways = [open(byPolicy, blocks("RestrictPublicBuckets")), open(byAcl, blocks("IgnorePublicAcls"))];
  return ways.includes(true) ? true : ways.includes(null) ? null : false;
}

/** S3 publishes both once a day. */
function measuresOf(BucketName: string) {
  const daily = { namespace: "AWS/S3", stat: "Average" as const, days: 4, periodSeconds: DAY, reduce: newest };
  return {
    standardBytes: {
      ...daily,
      metric: "BucketSizeBytes",
      dimensions: { BucketName, StorageType: "StandardStorage" },
    },
    objects: { ...daily, metric: "NumberOfObjects", dimensions: { BucketName, StorageType: "AllStorageTypes" } },
  };
}
