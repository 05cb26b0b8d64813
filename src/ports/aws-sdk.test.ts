import { expect, spyOn, test } from "bun:test";
import { type AwsOptions, assumeRole, awsFromCredentials } from "./aws-sdk.ts";

const KEYS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const QUICK = { attemptMs: 200, totalMs: 1_500 };

/** The real SDK, whose requests end in `answer` instead of a network. */
function port(
  answer: (request: Request, attempt: number) => Response | Promise<Response>,
  more: Partial<AwsOptions> = {},
) {
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request.clone());
    return answer(request, requests.length);
  };
  return { aws: awsFromCredentials({ ...KEYS, timeouts: QUICK, fetch, ...more }), requests };
}

const vpcs = () =>
  new Response("<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></DescribeVpcsResponse>");
const ec2Error = (code: string, status: number) =>
  new Response(`<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>`, {
    status,
  });

test("an answer in XML is parsed, and the request is signed with the given keys for the region", async () => {
  const { aws, requests } = port(vpcs, { sessionToken: "token" });
  expect((await aws.call("ec2:DescribeVpcs", {}, "eu-west-1")).Vpcs).toEqual([{ VpcId: "vpc-1" }]);
  expect(requests[0]?.url).toBe("https://ec2.eu-west-1.amazonaws.com/");
  expect(requests[0]?.headers.get("authorization")).toMatch(
    /Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/ec2\/aws4_request/,
  );
  expect(requests[0]?.headers.get("x-amz-security-token")).toBe("token");
});

test("throttling, server errors, lost connections and broken bodies are tried again", async () => {
  const lost = () => Promise.reject(new TypeError("Network connection lost."));
  const broken = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("<DescribeVpcsResponse><vpcSet>")),
        pull: (controller) => controller.error(new Error("reset")),
      }),
    );
  const html = () => new Response("<!DOCTYPE html><html>Sign in to this network</html>");
  for (const first of [
    () => ec2Error("RequestLimitExceeded", 503),
    () => ec2Error("InternalError", 500),
    lost,
    broken,
    html,
  ]) {
    const { aws, requests } = port((_, attempt) => (attempt === 1 ? first() : vpcs()));
    expect((await aws.call("ec2:DescribeVpcs", {}, "us-east-1")).Vpcs).toHaveLength(1);
    expect(requests).toHaveLength(2);
  }
});

test("what will not change is asked once", async () => {
  for (const [code, status, failure] of [
    ["UnauthorizedOperation", 403, "refused"],
    ["InvalidParameterValue", 400, "invalid"],
    ["InvalidVpcID.NotFound", 400, "absent"],
  ] as const) {
    const { aws, requests } = port(() => ec2Error(code, status));
    await expect(aws.call("ec2:DescribeVpcs", {}, "us-east-1")).rejects.toMatchObject({
      name: "AwsError",
      failure,
      code,
    });
    expect(requests).toHaveLength(1);
  }
});

test("retries end: by their number, and by the time for all of them", async () => {
  const { aws, requests } = port(() => ec2Error("InternalError", 500), {
    timeouts: { attemptMs: 500, totalMs: 10_000 },
  });
  await expect(aws.call("ec2:DescribeVpcs", {}, "us-east-1")).rejects.toMatchObject({ failure: "unavailable" });
  expect(requests).toHaveLength(4);

  const silent = port(
    (request) =>
      new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason))),
    {
      timeouts: { attemptMs: 100, totalMs: 250 },
    },
  );
  const start = performance.now();
  await expect(silent.aws.call("ec2:DescribeVpcs", {}, "us-east-1")).rejects.toMatchObject({ failure: "unavailable" });
  expect(performance.now() - start).toBeLessThan(1_000);
});

test("an answer, a refusal and a repetition leave no timer behind: a Worker is refused its 10,001st", async () => {
  const timeouts = { attemptMs: 30_000, totalMs: 60_000 };
  const started = spyOn(globalThis, "setTimeout");
  const ended = spyOn(globalThis, "clearTimeout");
  const endless = spyOn(AbortSignal, "timeout");
  try {
    await port(vpcs, { timeouts }).aws.call("ec2:DescribeVpcs", {}, "us-east-1");
    const refused = port(() => ec2Error("UnauthorizedOperation", 403), { timeouts });
    await expect(refused.aws.call("ec2:DescribeVpcs", {}, "us-east-1")).rejects.toMatchObject({ failure: "refused" });
    const broken = port((_, attempt) => (attempt === 1 ? ec2Error("InternalError", 500) : vpcs()), { timeouts });
    await broken.aws.call("ec2:DescribeVpcs", {}, "us-east-1");
    const limits = started.mock.results.filter((_, index) => Number(started.mock.calls[index]?.[1]) >= 30_000);
    const isEnded = ({ value }: { value: unknown }) => ended.mock.calls.some(([timer]) => timer === value);
    expect({ limits: limits.length, ended: limits.filter(isEnded).length }).toEqual({ limits: 7, ended: 7 });
    expect(endless).not.toHaveBeenCalled();
  } finally {
    for (const spy of [started, ended, endless]) spy.mockRestore();
  }
});

test("with an endpoint, buckets and accounts are in the path and the header instead of the host name", async () => {
  const { aws, requests } = port(() => new Response("<PublicAccessBlockConfiguration/>"), {
    endpoint: "http://127.0.0.1:9",
  });
  await aws.call("s3:GetPublicAccessBlock", { Bucket: "acme-logs" }, "eu-west-1");
  await aws.call("s3control:GetPublicAccessBlock", { AccountId: "123456789012" }, "eu-west-1");
  expect(requests[0]?.url).toBe("http://127.0.0.1:9/acme-logs/?publicAccessBlock=");
  expect(requests[1]?.url).toBe("http://127.0.0.1:9/v20180820/configuration/publicAccessBlock");
  expect(requests[1]?.headers.get("x-amz-account-id")).toBe("123456789012");
});

test("a role is assumed for an hour, with its external id and a session name that STS accepts", async () => {
  const { aws, requests } = port(
    () =>
      new Response(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>2026-11-20T13:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      ),
  );
  const request = {
    roleArn: "arn:aws:iam::123456789012:role/r",
    externalId: "e1",
    sessionName: "acme scan/7",
    narrowedTo: "{}",
    region: "us-east-1",
  };
  expect(await assumeRole(aws, request)).toEqual({
    accessKeyId: "ASIA1",
    secretAccessKey: "s",
    sessionToken: "t",
    expiresAt: new Date("2026-11-20T13:00:00Z"),
  });
  await assumeRole(aws, { ...request, externalId: null });
  const forms = await Promise.all(requests.map(async (sent) => new URLSearchParams(await sent.text())));
  expect(forms[0]?.get("ExternalId")).toBe("e1");
  expect(forms[0]?.get("Policy")).toBe("{}");
  expect(forms[0]?.get("DurationSeconds")).toBe("3600");
  expect(forms[0]?.get("RoleSessionName")).toBe("acme-scan-7");
  expect(forms[1]?.has("ExternalId")).toBe(false);
});
