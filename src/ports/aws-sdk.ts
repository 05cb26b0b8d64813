import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { type Aws, type AwsCall, type AwsCalls, AwsError } from "./aws.ts";
import { type SdkCall, sdkCalls } from "./aws-calls.ts";
import { NetworkError, toAwsError } from "./aws-failure.ts";
import { withTimeLimit } from "./time-limit.ts";

/** Tries of one call; the SDK waits between them with jitter, longer after throttling. */
const ATTEMPTS_MAX = 4;
/** A page of DescribeInstances takes about a second; Cost Explorer is the slowest and needs a few. */
const ATTEMPT_MS = 8_000;
/** Jobs hold a lease of a minute: a call that takes longer than this has failed. */
const TOTAL_MS = 19_000;

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
export type AwsOptions = AwsKeys & {
  /** Another server that speaks AWS's protocols, such as moto. */
  endpoint?: string;
  fetch?: (request: Request) => Promise<Response>;
  timeouts?: { attemptMs: number; totalMs: number };
};

/** Real AWS with these keys and nothing else: no environment, no profile, no instance role is ever consulted. */
export function awsFromCredentials({ endpoint, fetch: send = fetch, timeouts, ...keys }: AwsOptions): Aws {
  const { attemptMs, totalMs } = timeouts ?? { attemptMs: ATTEMPT_MS, totalMs: TOTAL_MS };
  const requestHandler = new FetchHttpHandler({ customFetch: bounded(send, attemptMs) });
  const credentials = {
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken ? { sessionToken: keys.sessionToken } : {}),
  };
  const calls: SdkTable = sdkCalls((region) => ({
    region,
    credentials,
    requestHandler,
    maxAttempts: ATTEMPTS_MAX,
    retryMode: "standard",
    defaultsMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    ...(endpoint ? { endpoint } : {}),
  }));
  return {
    async call(call, input, region) {
      const request: SdkTable[typeof call] = calls[call];
      try {
        return await withTimeLimit(totalMs, (signal) =>
          orAborted(request(input, region, { abortSignal: signal }), signal),
        );
      } catch (error) {
        throw toAwsError(error, call, region);
      }
    },
  };
}

type SdkTable = { [C in AwsCall]: SdkCall<AwsCalls[C]["input"], AwsCalls[C]["output"]> };

/** The answer is read to its end inside the attempt, so that a body that breaks off or stalls is tried again like a lost connection. */
function bounded(send: (request: Request) => Promise<Response>, attemptMs: number): typeof fetch {
  const attempt = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    return withTimeLimit(attemptMs, async (limit) => {
      try {
        const response = await send(new Request(request, { signal: AbortSignal.any([request.signal, limit]) }));
        const body = await response.arrayBuffer();
        const { status, statusText, headers } = response;
        // The XML parsers would read such a page as an answer without resources.
        if (response.ok && HTML.test(new TextDecoder().decode(body.slice(0, 64))))
          throw new Error("HTML instead of an API answer");
        return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
      } catch (error) {
        if (request.signal.aborted) throw error;
        throw new NetworkError(limit.aborted ? `No answer within ${attemptMs} ms.` : "The connection failed.", {
          cause: error,
        });
      }
    });
  };
  // Bun types fetch with `preconnect`; the SDK never calls it.
  return Object.assign(attempt, { preconnect: () => {} });
}

const HTML = /^\s*<(!doctype html|html)/i;

/** The SDK sleeps between its attempts without looking at the signal. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new NetworkError("Out of time after retries.")), { once: true });
  });
  return Promise.race([work, late]);
}

type Session = {
  roleArn: string;
  /** Shows up in the customer's CloudTrail. */
  sessionName: string;
  narrowedTo: string;
  region: string;
};
/** null: only to prove that the role cannot be assumed without it. */
export type RoleRequest = Session & { externalId: string | null };
export type TokenRequest = Session & { token: string };
export type RoleKeys = Required<AwsKeys> & { expiresAt: Date };

/** Role chaining caps a session at one hour (STS AssumeRole, DurationSeconds). */
const SESSION_SECONDS = 3_600;

/** Keys of the customer's role for an hour. `aws` is the product's own identity. */
export async function assumeRole(aws: Aws, { externalId, ...session }: RoleRequest): Promise<RoleKeys> {
  const id = externalId === null ? {} : { ExternalId: externalId };
  const { Credentials } = await aws.call("sts:AssumeRole", { ...sessionOf(session), ...id }, session.region);
  return toKeys("sts:AssumeRole", session.region, Credentials);
}

/** The same, for a token that we have signed instead of an identity in AWS. */
export async function assumeRoleWithToken(aws: Aws, { token, ...session }: TokenRequest): Promise<RoleKeys> {
  const call = "sts:AssumeRoleWithWebIdentity";
  const { Credentials } = await aws.call(call, { ...sessionOf(session), WebIdentityToken: token }, session.region);
  return toKeys(call, session.region, Credentials);
}

const sessionOf = ({ roleArn, sessionName, narrowedTo }: Session) => ({
  RoleArn: roleArn,
  RoleSessionName: sessionName.replace(/[^\w+=,.@-]/g, "-").slice(0, 64),
  DurationSeconds: SESSION_SECONDS,
  Policy: narrowedTo,
});

function toKeys(
  call: "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity",
  region: string,
  made: AwsCalls["sts:AssumeRole"]["output"]["Credentials"],
): RoleKeys {
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration,
  } = made ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken || !Expiration)
    throw new AwsError("unavailable", call, region, "NoCredentials", "AWS assumed the role but returned no keys.");
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt: Expiration };
}
