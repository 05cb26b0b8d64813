import type { Money } from "../base/money.ts";
import type { Aws, AwsCall } from "../ports/aws.ts";

/** Plain JSON, as stored in `resources.config`. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Where and when a page is read. */
export type Place = { accountId: string; partition: string; region: string; now: Date };

/** One AWS thing as AWS answered it. Data that was not read is null or listed in `unread`, never guessed. */
export type Discovered = {
  type: string;
  nativeId: string;
  arn: string;
  name: string;
  region: string;
  /** null: tags could not be read (`unread.tags` says why). */
  tags: Record<string, string> | null;
  /** AWS's own field names. No secrets, nothing that changes without a change of configuration: it is hashed. */
  config: Record<string, Json>;
  /** Measured values that change by themselves, outside the hash: `cpuAverage14d` in percent; null = no datapoints. */
  metrics: Record<string, number | null>;
  /** config field (or "tags", "metrics") → why it was not read, in words. */
  unread: Record<string, string>;
  status: string | null;
  encrypted: boolean | null;
  public: boolean | null;
  hasBackup: boolean | null;
  /** On-demand list price of a month (730 h), null = no price known. */
  estimatedMonthlyCost: Money | null;
  /** Edges from fields already read. `to` is an ARN or a native id of the same account and region. */
  relations: { kind: string; toType: string; to: string }[];
};

/** One page and where the next one starts; `next: null` = done. */
export type ResourcePage = { resources: Discovered[]; next: string | null };

/**
 * A kind of AWS resource: one file in `types/`, one line in `types/index.ts`.
 * `list` yields pages purely: same answers of AWS, same page. It may make only the calls it declares
 * (the connector policy is generated from them), and each page stands alone: memory does not grow with the account.
 */
export type ResourceType = {
  /** CloudFormation name. */
  type: string;
  /** Unit of a scan: types of one service share a job per region. */
  service: string;
  /** Human words: "EC2 instance". */
  label: string;
  where: "each-region" | "once";
  calls: readonly AwsCall[];
  list(aws: Aws, place: Place, cursor: string | null): Promise<ResourcePage>;
};

export const resourceType = (definition: ResourceType): ResourceType => definition;

/** Where global calls go. */
export const homeRegion = (partition: string): string => HOME_REGIONS[partition] ?? "us-east-1";
const HOME_REGIONS: Record<string, string> = {
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
};

/** Settings and parts that carry no tags of their own in AWS: rules about tags say nothing about them. */
export const UNTAGGED: ReadonlySet<string> = new Set([
  "AWS::Account::AlternateContact",
  "AWS::EC2::Account",
  "AWS::ElasticLoadBalancingV2::Listener",
  "AWS::IAM::Account",
  "AWS::IAM::Group",
  "AWS::IAM::PasswordPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::RootUser",
  "AWS::IAM::ServerCertificate",
  "AWS::Logs::MetricFilter",
  "AWS::S3::AccessPoint",
  "AWS::S3::AccountPublicAccessBlock",
  "AWS::SNS::Subscription",
]);
