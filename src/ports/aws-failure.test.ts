import { expect, test } from "bun:test";
import { AwsError, type AwsFailure } from "./aws.ts";
import { classify, NetworkError, toAwsError } from "./aws-failure.ts";

const TABLE: [code: string, status: number, failure: AwsFailure, where?: { region?: string; call?: string }][] = [
  ["UnauthorizedOperation", 403, "refused"],
  ["AccessDenied", 403, "refused"],
  ["AccessDeniedException", 400, "refused"],
  ["AccessDenied", 403, "credentials", { call: "sts:AssumeRole" }],
  ["RequestLimitExceeded", 503, "throttled"],
  ["Throttling", 400, "throttled"],
  ["ThrottlingException", 400, "throttled"],
  ["TooManyRequestsException", 429, "throttled"],
  ["SlowDown", 503, "throttled"],
  ["LimitExceededException", 400, "throttled", { call: "ce:GetCostAndUsage" }],
  ["HTTP 429", 429, "throttled"],
  ["AuthFailure", 401, "credentials", { region: "us-east-1" }],
  ["AuthFailure", 401, "region-off", { region: "ap-east-1" }],
  ["UnrecognizedClientException", 400, "credentials", { region: "eu-west-1" }],
  ["UnrecognizedClientException", 400, "region-off", { region: "me-south-1" }],
  ["InvalidClientTokenId", 403, "region-off", { region: "af-south-1" }],
  ["InvalidClientTokenId", 403, "credentials", { region: "us-gov-west-1" }],
  ["OptInRequired", 403, "region-off", { region: "us-east-1" }],
  ["ExpiredToken", 400, "credentials"],
  ["ExpiredTokenException", 400, "credentials", { region: "ap-east-1" }],
  ["SignatureDoesNotMatch", 403, "credentials"],
  ["InvalidAccessKeyId", 403, "credentials"],
  ["NoSuchBucketPolicy", 404, "absent"],
  ["NoSuchTagSet", 404, "absent"],
  ["ServerSideEncryptionConfigurationNotFoundError", 404, "absent"],
  ["ReplicationConfigurationNotFoundError", 404, "absent"],
  ["ObjectLockConfigurationNotFoundError", 404, "absent"],
  ["OwnershipControlsNotFoundError", 404, "absent"],
  ["ResourceNotFoundException", 404, "absent"],
  ["DBParameterGroupNotFoundFault", 404, "absent"],
  ["ClusterNotFoundException", 400, "absent"],
  ["DataUnavailableException", 400, "absent", { call: "ce:GetCostAndUsage" }],
  ["InternalError", 500, "unavailable"],
  ["ServiceUnavailable", 503, "unavailable"],
  ["HTTP 200", 200, "unavailable"],
  ["HTTP 501", 501, "invalid"],
  ["HTTP 404", 404, "invalid"],
  ["ValidationError", 400, "invalid"],
  ["InvalidParameterValue", 400, "invalid"],
];

test("each code has its class of failure", () => {
  for (const [code, status, failure, where] of TABLE) {
    const answer = { code, status, call: "ec2:DescribeInstances", region: "us-east-1", ...where };
    expect({ ...answer, failure: classify(answer) }).toEqual({ ...answer, failure });
  }
});

const sdkError = (name: string, message: string, httpStatusCode: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

test("a service control policy is named, because nobody in the account can change it", () => {
  const denied =
    "User: x is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy";
  expect(toAwsError(sdkError("UnauthorizedOperation", denied, 403), "ec2:DescribeVpcs", "eu-west-1")).toMatchObject({
    failure: "refused",
    message: "A service control policy (SCP) of the AWS organization denies ec2:DescribeVpcs in eu-west-1.",
  });
});

test("what the SDK could not parse is told by its status, not by the parser's words", () => {
  const error = toAwsError(sdkError("SyntaxError", "Unexpected token '<'", 404), "ecs:ListClusters", "us-east-1");
  expect(error).toMatchObject({ failure: "invalid", code: "HTTP 404" });
  expect(error instanceof AwsError && error.message).not.toContain("token");
});

test("a defect of ours stays a defect", () => {
  const defect = new TypeError("input is undefined");
  expect(toAwsError(defect, "ec2:DescribeVpcs", "us-east-1")).toBe(defect);
  expect(toAwsError(new NetworkError("gone"), "ec2:DescribeVpcs", "us-east-1")).toMatchObject({
    failure: "unavailable",
  });
});
