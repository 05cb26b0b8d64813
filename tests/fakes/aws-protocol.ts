/** How AWS's wire protocols name an action and spell an error. */
export type Protocol = "ec2" | "query" | "s3" | "s3control" | "json" | "rest-json";
export type Heard = { action: string; region: string; protocol: Protocol; accessKeyId: string };

/** The one call that nobody signs: its token says who asks. */
const UNSIGNED = "Action=AssumeRoleWithWebIdentity&";
const SIGNED = /Credential=([^/,]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/;

/** Who asks for what, read from the signature's scope and from where each protocol puts the operation; null = not an AWS request. */
export function hear(request: Request, body: string): Heard | null {
  if (!request.headers.has("authorization") && body.startsWith(UNSIGNED))
    return { action: "sts:AssumeRoleWithWebIdentity", region: "us-east-1", protocol: "query", accessKeyId: "" };
  const [, accessKeyId = "", region = "", service = ""] = SIGNED.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!service) return null;
  const url = new URL(request.url);
  const heard = (name: string, operation: string | undefined, protocol: Protocol): Heard | null =>
    operation ? { action: `${name}:${operation}`, region, protocol, accessKeyId } : null;

  const target = request.headers.get("x-amz-target")?.split(".")[1];
  if (target) return heard(SIGNING[service] ?? service, target, "json");
  if (service === "s3" && url.pathname.startsWith("/v20180820/")) {
    const operation = /^\/v20180820\/accesspoint\//.test(url.pathname) ? "GetAccessPoint" : S3_CONTROL[url.pathname];
    return heard("s3control", operation, "s3control");
  }
  const rest = REST.find(([name, path]) => name === service && path.test(`${request.method} ${url.pathname}`));
  if (rest) return heard(rest[3] ?? service, rest[2], service === "cloudfront" ? "query" : "rest-json");
  if (service === "s3") return heard("s3", bucketOperation(url), "s3");
  if (service === "lambda") return heard("lambda", LAMBDA.find(([path]) => path.test(url.pathname))?.[1], "rest-json");
  const form = new URLSearchParams(body);
  const operation = form.get("Action") ?? undefined;
  // Both generations of load balancers sign alike; the version of the API tells them apart.
  const isClassic = service === "elasticloadbalancing" && form.get("Version") === "2012-06-01";
  return heard(isClassic ? "elb" : service, operation, service === "ec2" ? "ec2" : "query");
}

/** Names in signatures that differ from those in policies. */
const SIGNING: Record<string, string> = { monitoring: "cloudwatch", tagging: "tag" };

/** Signing name, method and path, operation, and the name of its call where that differs. */
const REST: readonly (readonly [string, RegExp, string, string?])[] = [
  ["access-analyzer", /^GET \/analyzer$/, "ListAnalyzers"],
  ["account", /^POST \/getAlternateContact$/, "GetAlternateContact"],
  ["guardduty", /^GET \/detector$/, "ListDetectors"],
  ["guardduty", /^GET \/detector\/[^/]+$/, "GetDetector"],
  ["guardduty", /^POST \/detector\/[^/]+\/findings$/, "ListFindings"],
  ["securityhub", /^GET \/accounts$/, "DescribeHub"],
  ["securityhub", /^POST \/standards\/get$/, "GetEnabledStandards"],
  ["securityhub", /^GET \/productSubscriptions$/, "ListEnabledProductsForImport"],
  ["backup", /^GET \/backup\/plans\/?$/, "ListBackupPlans"],
  ["eks", /^GET \/clusters$/, "ListClusters"],
  ["eks", /^GET \/clusters\/[^/]+$/, "DescribeCluster"],
  ["elasticfilesystem", /^GET \/2015-02-01\/file-systems$/, "DescribeFileSystems"],
  ["elasticfilesystem", /^GET .*\/backup-policy$/, "DescribeBackupPolicy"],
  ["elasticfilesystem", /^GET .*\/policy$/, "DescribeFileSystemPolicy"],
  ["elasticfilesystem", /^GET .*\/access-points$/, "DescribeAccessPoints"],
  ["es", /^GET \/2021-01-01\/domain$/, "ListDomainNames"],
  ["es", /^GET \/2021-01-01\/opensearch\/domain\/[^/]+$/, "DescribeDomain"],
  ["apigateway", /^GET \/restapis$/, "GetRestApis"],
  ["apigateway", /^GET \/restapis\/[^/]+\/stages$/, "GetStages"],
  ["apigateway", /^GET \/restapis\/[^/]+\/authorizers$/, "GetAuthorizers"],
  ["apigateway", /^GET \/restapis\/[^/]+\/resources$/, "GetResources"],
  ["apigateway", /^GET \/v2\/apis$/, "GetApis", "apigatewayv2"],
  ["apigateway", /^GET \/v2\/apis\/[^/]+\/stages$/, "GetStages", "apigatewayv2"],
  ["apigateway", /^GET \/v2\/apis\/[^/]+\/authorizers$/, "GetAuthorizers", "apigatewayv2"],
  ["apigateway", /^GET \/v2\/apis\/[^/]+\/routes$/, "GetRoutes", "apigatewayv2"],
  ["cloudfront", /^GET \/2020-05-31\/distribution$/, "ListDistributions"],
  ["cloudfront", /^GET \/2020-05-31\/distribution\/[^/]+\/config$/, "GetDistributionConfig"],
];

const S3_CONTROL: Record<string, string> = {
  "/v20180820/accesspoint": "ListAccessPoints",
  "/v20180820/configuration/publicAccessBlock": "GetPublicAccessBlock",
};
const LAMBDA: readonly (readonly [RegExp, string])[] = [
  [/^\/2015-03-31\/functions\/?$/, "ListFunctions"],
  [/^\/2015-03-31\/functions\/[^/]+\/policy$/, "GetPolicy"],
  [/^\/2021-10-31\/functions\/[^/]+\/url$/, "GetFunctionUrlConfig"],
  [/^\/2019-09-30\/functions\/[^/]+\/provisioned-concurrency$/, "ListProvisionedConcurrencyConfigs"],
  [/^\/2017-03-31\/tags\/[^/]+$/, "ListTags"],
];
const S3: Record<string, string> = {
  location: "GetBucketLocation",
  publicAccessBlock: "GetPublicAccessBlock",
  policyStatus: "GetBucketPolicyStatus",
  policy: "GetBucketPolicy",
  acl: "GetBucketAcl",
  encryption: "GetBucketEncryption",
  versioning: "GetBucketVersioning",
  logging: "GetBucketLogging",
  lifecycle: "GetBucketLifecycleConfiguration",
  ownershipControls: "GetBucketOwnershipControls",
  replication: "GetBucketReplication",
  "object-lock": "GetObjectLockConfiguration",
  tagging: "GetBucketTagging",
  uploads: "ListMultipartUploads",
  uploadId: "ListParts",
};
function bucketOperation(url: URL): string | undefined {
  if (url.pathname === "/") return "ListBuckets";
  return [...url.searchParams.keys()].map((key) => S3[key]).find((operation) => operation !== undefined);
}

export type Failure = { status: number; code: string; message: string };

/** The same failure, as each protocol writes it. */
export function failureResponse(protocol: Protocol, { status, code, message }: Failure): Response {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  const xml = (text: string) =>
    new Response(`<?xml version="1.0"?>${text}`, { status, headers: { "content-type": "text/xml" } });
  switch (protocol) {
    case "ec2":
      return xml(`<Response><Errors><Error>${error}</Error></Errors><RequestID>fake</RequestID></Response>`);
    case "query":
    case "s3control":
      return xml(
        `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>fake</RequestId></ErrorResponse>`,
      );
    case "s3":
      return xml(`<Error>${error}<RequestId>fake</RequestId></Error>`);
    case "json":
    case "rest-json":
      return new Response(JSON.stringify({ __type: code, message, Message: message }), {
        status,
        headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
      });
  }
}

/** Codes by protocol: EC2 "Error codes", IAM "Common errors", S3 "Error responses", Lambda and ECS API references. */
export const refusal = (protocol: Protocol, action: string, message?: string): Failure => {
  const said = message ?? `User: arn:aws:iam::123456789012:user/devcontrol is not authorized to perform: ${action}`;
  if (protocol === "ec2") return { status: 403, code: "UnauthorizedOperation", message: said };
  if (protocol === "json") return { status: 400, code: "AccessDeniedException", message: said };
  if (protocol === "rest-json") return { status: 403, code: "AccessDeniedException", message: said };
  return { status: 403, code: "AccessDenied", message: said };
};

export function throttling(protocol: Protocol, action: string): Failure {
  if (action.startsWith("ce:"))
    return {
      status: 400,
      code: "LimitExceededException",
      message: "You made too many calls in a short period of time.",
    };
  if (protocol === "ec2") return { status: 503, code: "RequestLimitExceeded", message: "Request limit exceeded." };
  if (protocol === "s3" || protocol === "s3control")
    return { status: 503, code: "SlowDown", message: "Please reduce your request rate." };
  if (protocol === "rest-json") return { status: 429, code: "TooManyRequestsException", message: "Rate exceeded" };
  if (protocol === "json") return { status: 400, code: "ThrottlingException", message: "Rate exceeded" };
  return { status: 400, code: "Throttling", message: "Rate exceeded" };
}

/** A region that is not enabled, and keys that nobody knows, answer alike. */
export function unknownKeys(protocol: Protocol): Failure {
  if (protocol === "ec2")
    return {
      status: 401,
      code: "AuthFailure",
      message: "AWS was not able to validate the provided access credentials",
    };
  if (protocol === "s3" || protocol === "s3control") {
    return {
      status: 403,
      code: "InvalidAccessKeyId",
      message: "The AWS Access Key Id you provided does not exist in our records.",
    };
  }
  const message = "The security token included in the request is invalid.";
  if (protocol === "query") return { status: 403, code: "InvalidClientTokenId", message };
  return { status: 400, code: "UnrecognizedClientException", message };
}
