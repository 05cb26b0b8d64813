import type { Status } from "../../../src/findings/rule.ts";
import type { SetupStep } from "../moto.ts";

/** A small account: the calls that make it, and what rules say of what is in it. */
export type Account = {
  name: string;
  setup: SetupStep[];
  /** "rule resource" → verdict. `${name}` is what a step saved; "*" is everything that the rule decides. */
  verdicts: Record<string, Status>;
};

export const step = (
  service: string,
  op: string,
  params: Record<string, unknown> = {},
  save?: Record<string, string>,
): SetupStep => ({ service, op, params, ...(save ? { save } : {}) });

/** A policy as text. */
export const policy = (...Statement: Record<string, unknown>[]) => ({ $json: { Version: "2012-10-17", Statement } });
export const letsEveryone = (Action: string | string[], more: Record<string, unknown> = {}) => ({
  Effect: "Allow",
  Principal: "*",
  Action,
  Resource: "*",
  ...more,
});
export const letsOwn = (Action: string) =>
  letsEveryone(Action, { Principal: { AWS: "arn:aws:iam::123456789012:root" } });

export const role = (RoleName: string, Service: string, more: Record<string, unknown> = {}) =>
  step(
    "iam",
    "CreateRole",
    {
      RoleName,
      AssumeRolePolicyDocument: policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole", ...more }),
    },
    { role: "Role.Arn" },
  );

/** A VPC with a subnet in each of two zones: ${vpc}, ${a} and ${b}. */
export const NETWORK: SetupStep[] = [
  step("ec2", "CreateVpc", { CidrBlock: "10.0.0.0/16" }, { vpc: "Vpc.VpcId" }),
  ...["a", "b"].map((zone, at) =>
    step(
      "ec2",
      "CreateSubnet",
      { VpcId: "${vpc}", CidrBlock: `10.0.${at}.0/24`, AvailabilityZone: `us-east-1${zone}` },
      { [zone]: "Subnet.SubnetId" },
    ),
  ),
];

export const bucket = (Bucket: string, more: Record<string, unknown> = {}) =>
  step("s3", "CreateBucket", { Bucket, ...more });
export const block = (Bucket: string, all: boolean) =>
  step("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: every(all) });
export const every = (all: boolean) => ({
  BlockPublicAcls: all,
  IgnorePublicAcls: all,
  BlockPublicPolicy: all,
  RestrictPublicBuckets: all,
});
export const bucketPolicy = (Bucket: string, ...statements: Record<string, unknown>[]) =>
  step("s3", "PutBucketPolicy", { Bucket, Policy: policy(...statements) });
