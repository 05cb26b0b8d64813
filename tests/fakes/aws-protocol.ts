/** How AWS's wire protocols name an action and spell an error. */
export type Protocol = "ec2" | "query" | "s3" | "s3control" | "json" | "rest-json";
export type Heard = { action: string; region: string; protocol: Protocol; accessKeyId: string };

const SIGNED = /Credential=([^/,]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/;

/** Who asks for what, read from the signature's scope and from where each protocol puts the operation; null = not an AWS request. */
export function hear(request: Request, body: string): Heard | null {
  const [, accessKeyId = "", region = "", service = ""] = SIGNED.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!service) return null;
  const url = new URL(request.url);
  const heard = (name: string, operation: string | undefined, protocol: Protocol): Heard | null =>
    operation ? { action: `${name}:${operation}`, region, protocol, accessKeyId } : null;

  const target = request.headers.get("x-amz-target")?.split(".")[1];
  if (target) return heard(service === "monitoring" ? "cloudwatch" : service, target, "json");
  if (service === "s3" && url.pathname.startsWith("/v20180820/")) {
    return heard("s3control", S3_CONTROL[url.pathname], "s3control");
  }
  if (service === "s3") return heard("s3", bucketOperation(url), "s3");
  if (service === "lambda") return heard("lambda", LAMBDA.find(([path]) => path.test(url.pathname))?.[1], "rest-json");
  const operation = new URLSearchParams(body).get("Action") ?? undefined;
  return heard(service, operation, service === "ec2" ? "ec2" : "query");
}

const S3_CONTROL: Record<string, string> = { "/v20180820/configuration/publicAccessBlock": "GetPublicAccessBlock" };
const LAMBDA: readonly (readonly [RegExp, string])[] = [
  [/^\/2015-03-31\/functions\/?$/, "ListFunctions"],
  [/^\/2015-03-31\/functions\/[^/]+\/policy$/, "GetPolicy"],
  [/^\/2021-10-31\/functions\/[^/]+\/url$/, "GetFunctionUrlConfig"],
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
