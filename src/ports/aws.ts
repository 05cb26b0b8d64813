import type { AwsCalls } from "./aws-calls.ts";

export type { AwsCalls } from "./aws-calls.ts";
/** "service:Operation" as IAM writes it, e.g. "ec2:DescribeInstances". */
export type AwsCall = keyof AwsCalls;

/** AWS as the product uses it: one typed request at a time, in one region, with one account's credentials. */
export type Aws = {
  /** One API request, retried only on throttling and 5xx, within a time limit. Throws AwsError. */
  call<C extends AwsCall>(call: C, input: AwsCalls[C]["input"], region: string): Promise<AwsCalls[C]["output"]>;
};

/**
 * Why AWS did not answer.
 * refused: the policy does not allow the call (or an SCP denies it) · throttled: still limited after the retries ·
 * region-off: the region is not enabled · credentials: wrong, expired or not assumable · unavailable: 5xx, network, time-out ·
 * absent: the thing asked for does not exist (NoSuchBucketPolicy …), which is an answer · invalid: AWS did not accept the request.
 */
export type AwsFailure = "refused" | "throttled" | "region-off" | "credentials" | "unavailable" | "absent" | "invalid";

export class AwsError extends Error {
  override readonly name = "AwsError";
  constructor(
    readonly failure: AwsFailure,
    readonly call: string,
    readonly region: string,
    /** AWS's own error code, e.g. "AccessDenied". */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** How an account is reached. Keys arrive opened and leave with the job; nothing here is stored. */
export type AwsCredentials =
  | { kind: "sample" }
  | { kind: "keys"; accessKeyId: string; secretAccessKey: string }
  | RoleCredentials;

/** A role of the customer's. Its trust policy asks for our principal and an ExternalId, or for a token of ours with one subject. */
export type RoleCredentials = {
  roleArn: string;
  /** Shows up in the customer's CloudTrail. */
  sessionName: string;
  /** A session policy: what we may do is what this and the role both allow. */
  narrowedTo: string;
} & ({ kind: "role"; externalId: string } | { kind: "web-identity"; subject: string });

/**
 * Who else could have a role read through us (the confused deputy): whoever knows its ARN, because it asks for no
 * ExternalId, for any, or for no subject of its own. closed: AWS refused all of them · unknown: AWS did not say.
 */
export type Door = "closed" | "without-id" | "any-id" | "any-subject" | "unknown";

/** Opens accounts. Assuming a role happens here; it throws AwsError like any other call. */
export type AwsAccess = {
  open(credentials: AwsCredentials, now: Date): Promise<Aws>;
  /** As `open`, for the many runs of one scan: a role may be used by the session that it has just granted. */
  reopen(credentials: AwsCredentials, now: Date): Promise<Aws>;
  /** Tries what the role must refuse. Keys that it hands out all the same are thrown away. */
  tryDoor(role: RoleCredentials, now: Date): Promise<Door>;
  /** The principal that customers trust in their role; null when this installation has no AWS identity. */
  principal: string | null;
};
