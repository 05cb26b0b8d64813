import { AwsError, type AwsFailure } from "./aws.ts";

/** Never reached AWS, or the answer broke off on its way. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** The SDK retries what carries this mark; it does not know the network errors of workerd and Bun by name. */
  readonly $retryable = { throttling: false };
}

/** An SDK error → why AWS did not answer, in a sentence for people. What is no answer of AWS is a defect and stays as it is. */
export function toAwsError(error: unknown, call: string, region: string): unknown {
  if (error instanceof AwsError || !(error instanceof Error)) return error;
  if (error instanceof NetworkError || error.name === "TimeoutError" || error.name === "AbortError") {
    const sentence = `${call} in ${region}: AWS could not be reached or did not answer in time. ${error.message}`;
    return new AwsError("unavailable", call, region, error.name, sentence);
  }
  const status = httpStatus(error);
  if (status === null) return error;
  // Where the SDK found no code of AWS, its own names for "not parsed" say nothing to a reader.
  const coded = !/^(Error|SyntaxError|TypeError|Unknown|UnknownError|NotFound)$/.test(error.name);
  const code = coded ? error.name : `HTTP ${status}`;
  const message = coded ? error.message : "";
  const failure = classify({ code, message, status, call, region });
  return new AwsError(failure, call, region, code, explain(failure, { code, message, call, region }));
}

type Answer = { code: string; message?: string; status: number; call: string; region: string };

/** Codes: AWS common errors, EC2 error codes, S3 error responses; region off: compliance study 3.2, throttling: 3.3. */
export function classify({ code, message = "", status, call, region }: Answer): AwsFailure {
  if (THROTTLED.has(code) || status === 429) return "throttled";
  if (REGION_OFF.has(code)) return "region-off";
  // A region that is not enabled answers exactly as wrong keys do, so only where no region can be off is it the keys.
  if (KEYS_UNKNOWN.has(code)) return canBeOff(region) ? "region-off" : "credentials";
  if (KEYS_BAD.has(code)) return "credentials";
  if (isUnfetched(code, message)) return "unavailable";
  if (REFUSED.has(code)) return ASSUMES.has(call) ? "credentials" : "refused";
  if (/^NoSuch|NotFound(Exception|Error|Fault)?$/.test(code)) return "absent";
  if (code === "DataUnavailableException") return "absent";
  if (status === 501) return "invalid";
  if (status >= 500) return "unavailable";
  // Bytes that the SDK could not parse although the status was fine: a broken proxy or a truncated page.
  return status < 300 ? "unavailable" : "invalid";
}

/** STS could not ask us for our keys, which may pass. */
const isUnfetched = (code: string, message: string) =>
  /^IDPCommunicationError/.test(code) || (/^InvalidIdentityToken/.test(code) && /verification key/i.test(message));
const ASSUMES = new Set(["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]);

const THROTTLED = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "SlowDown",
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
]);
const REGION_OFF = new Set(["OptInRequired", "RegionDisabledException", "RegionDisabled"]);
const KEYS_UNKNOWN = new Set([
  "AuthFailure",
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidClientToken",
]);
const KEYS_BAD = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "InvalidToken",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "AuthorizationHeaderMalformed",
  "InvalidIdentityToken",
  "InvalidIdentityTokenException",
  "IDPRejectedClaim",
  "IDPRejectedClaimException",
]);
const REFUSED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AccessDeniedFault",
  "UnauthorizedOperation",
  "UnauthorizedAccess",
  "AuthorizationError",
  "AuthorizationErrorException",
  "NotAuthorized",
  "Forbidden",
]);

/** Regions from before 20 March 2019 are always enabled (AWS Account Management guide, "Specify which regions"). */
const ALWAYS_ON = new Set(
  (
    "us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 " +
    "ap-southeast-2 ca-central-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 sa-east-1"
  ).split(" "),
);
const canBeOff = (region: string) => !ALWAYS_ON.has(region) && !/^(cn|us-gov|us-iso)/.test(region);

function explain(
  failure: AwsFailure,
  { code, message, call, region }: { code: string; message: string; call: string; region: string },
): string {
  const where = `${call} in ${region}`;
  const said = message ? ` ${message.slice(0, 300)}` : "";
  if (call === "sts:AssumeRoleWithWebIdentity") {
    const sentence = explainToken(code, message);
    if (sentence) return `${sentence} (${code}).`;
  }
  switch (failure) {
    case "refused":
      return message.includes("service control policy")
        ? `A service control policy (SCP) of the AWS organization denies ${where}.`
        : `AWS refused ${where}: the connected role or user is not allowed to make this call (${code}).`;
    case "throttled":
      return `AWS still limited the rate of ${where} after every retry (${code}).`;
    case "region-off":
      return `The region ${region} is not enabled in this account, so ${call} was not answered.`;
    case "credentials":
      return call === "sts:AssumeRole"
        ? `AWS did not let us assume the role: check the role ARN, its trust policy and the external id (${code}).`
        : `AWS did not accept the credentials for ${where} (${code}).${said}`;
    case "unavailable":
      return `AWS could not answer ${where} (${code}).`;
    case "absent":
      return `${where}: AWS says there is none (${code}).`;
    case "invalid":
      return `AWS did not accept the request ${where} (${code}).${said}`;
  }
}

/**
 * Why STS did not take our token, each with what to do (STS API reference, AssumeRoleWithWebIdentity, Errors; its wordings
 * are those that AWS Knowledge Center names). null: nothing of the token's.
 */
function explainToken(code: string, message: string): string | null {
  if (isUnfetched(code, message))
    return "AWS could not fetch our public keys: this installation must answer from the internet at /.well-known/openid-configuration within five seconds";
  if (/^Expired/.test(code))
    return "AWS says that our token has expired: the clock of this installation is wrong, or AWS was slow. Try again; if it stays, report it to its operator";
  if (/^AccessDenied/.test(code))
    return "AWS did not let us assume the role: it does not exist, or its trust policy asks for another subject or audience than ours. Update the stack from the template, and check the role's ARN";
  if (/No OpenIDConnect provider/i.test(message))
    return "The account has no identity provider for this installation: create the stack from the template, and say that it makes the provider";
  if (/audience/i.test(message))
    return "The account's identity provider does not know our audience: add sts.amazonaws.com to its client ids";
  if (/thumbprint|certificate/i.test(message))
    return "The account's identity provider pins another certificate than ours: remove its thumbprints, which AWS does not need for a public certificate";
  if (/^(InvalidIdentityToken|IDPRejectedClaim)/.test(code))
    return `AWS did not accept our token: ${message.slice(0, 200).replace(/\.?$/, "")}. If it stays, report it to this installation's operator`;
  return null;
}

function httpStatus(error: Error): number | null {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null) return null;
  const metadata = error.$metadata;
  return "httpStatusCode" in metadata && typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}
