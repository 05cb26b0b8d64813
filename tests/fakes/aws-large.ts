import { hear } from "./aws-protocol.ts";
import { freePort } from "./free-port.ts";

/** How many of each kind the account holds, in its one region. */
export type Size = {
  volumes: number;
  instances: number;
  groups: number;
  snapshots: number;
  logGroups: number;
  functions: number;
  queues: number;
};
/** As many of each kind as make `count` together. */
export const sizeOf = (count: number): Size => ({
  volumes: count * 0.44,
  instances: count * 0.08,
  groups: count * 0.1,
  snapshots: count * 0.12,
  logGroups: count * 0.15,
  functions: count * 0.055,
  queues: count * 0.055,
});
const ACCOUNT_ID = "123456789012";
const REGION = "us-east-1";
const AT = "2026-03-01T08:00:00.000Z";
/** The most that AWS takes as a page's size (API references of EC2, CloudWatch Logs, Lambda and SQS). */
const PAGE_MAX: Record<string, number> = {
  "ec2:DescribeVolumes": 1000,
  "ec2:DescribeInstances": 1000,
  "ec2:DescribeSecurityGroups": 1000,
  "ec2:DescribeSnapshots": 1000,
  "logs:DescribeLogGroups": 50,
  "lambda:ListFunctions": 50,
  "sqs:ListQueues": 1000,
};

const id = (prefix: string, n: number) => `${prefix}-${n.toString(16).padStart(17, "0")}`;
const tagsXml = (n: number) =>
  `<tagSet><item><key>Owner</key><value>team-${n % 7}</value></item><item><key>Environment</key><value>${n % 3 ? "production" : "dev"}</value></item></tagSet>`;

/** One item of a list, the same each time it is asked for. */
const ITEM: Record<string, (n: number) => string> = {
  "ec2:DescribeVolumes": (n) =>
    `<item><volumeId>${id("vol", n)}</volumeId><size>${8 + (n % 500)}</size><status>${n % 9 ? "in-use" : "available"}</status><volumeType>${n % 4 ? "gp3" : "gp2"}</volumeType><encrypted>${n % 5 > 0}</encrypted><createTime>${AT}</createTime><availabilityZone>${REGION}a</availabilityZone><attachmentSet/>${tagsXml(n)}</item>`,
  "ec2:DescribeInstances": (n) =>
    `<item><reservationId>${id("r", n)}</reservationId><instancesSet><item><instanceId>${id("i", n)}</instanceId><instanceType>${n % 2 ? "m5.large" : "t3.medium"}</instanceType><instanceState><code>16</code><name>running</name></instanceState><launchTime>${AT}</launchTime><architecture>x86_64</architecture><platformDetails>Linux/UNIX</platformDetails><placement><availabilityZone>${REGION}a</availabilityZone><tenancy>default</tenancy></placement><metadataOptions><httpTokens>${n % 3 ? "required" : "optional"}</httpTokens></metadataOptions>${tagsXml(n)}</item></instancesSet></item>`,
  "ec2:DescribeSecurityGroups": (n) =>
    `<item><groupId>${id("sg", n)}</groupId><groupName>group-${n}</groupName><groupDescription>g</groupDescription><vpcId>vpc-1</vpcId><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>${n % 11 ? 443 : 22}</fromPort><toPort>${n % 11 ? 443 : 22}</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissions><ipPermissionsEgress/>${tagsXml(n)}</item>`,
  "ec2:DescribeSnapshots": (n) =>
    `<item><snapshotId>${id("snap", n)}</snapshotId><volumeId>${id("vol", n)}</volumeId><status>completed</status><volumeSize>8</volumeSize><encrypted>${n % 2 > 0}</encrypted><startTime>${AT}</startTime>${tagsXml(n)}</item>`,
  "logs:DescribeLogGroups": (n) =>
    JSON.stringify({
      logGroupName: `/app/${n}`,
      arn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:/app/${n}`,
      creationTime: 1_750_000_000_000,
      storedBytes: n * 1000,
      ...(n % 3 > 0 && { retentionInDays: 365 }),
    }),
  "lambda:ListFunctions": (n) =>
    JSON.stringify({
      FunctionName: `function-${n}`,
      FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:function-${n}`,
      Runtime: n % 6 ? "python3.12" : "python3.7",
      Role: `arn:aws:iam::${ACCOUNT_ID}:role/app`,
      PackageType: "Zip",
      TracingConfig: { Mode: "PassThrough" },
      LastModified: AT,
    }),
  "sqs:ListQueues": (n) => JSON.stringify(`https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/queue-${n}`),
};
const COUNT: Record<string, (size: Size) => number> = {
  "ec2:DescribeVolumes": ({ volumes }) => volumes,
  "ec2:DescribeInstances": ({ instances }) => instances,
  "ec2:DescribeSecurityGroups": ({ groups }) => groups,
  "ec2:DescribeSnapshots": ({ snapshots }) => snapshots,
  "logs:DescribeLogGroups": ({ logGroups }) => logGroups,
  "lambda:ListFunctions": ({ functions }) => functions,
  "sqs:ListQueues": ({ queues }) => queues,
};
/** Where JSON lists hold their items and their tokens; EC2's is the element's name. */
const LIST: Record<string, [list: string, token: string]> = {
  "ec2:DescribeVolumes": ["volumeSet", "nextToken"],
  "ec2:DescribeInstances": ["reservationSet", "nextToken"],
  "ec2:DescribeSecurityGroups": ["securityGroupInfo", "nextToken"],
  "ec2:DescribeSnapshots": ["snapshotSet", "nextToken"],
  "logs:DescribeLogGroups": ["logGroups", "nextToken"],
  "lambda:ListFunctions": ["Functions", "NextMarker"],
  "sqs:ListQueues": ["QueueUrls", "NextToken"],
};

/**
 * An account of thousands, in AWS's own protocols, before an `upstream` that answers the rest as an empty account does.
 * Strict where the product could cheat: a page is never longer than AWS allows, and a token is taken only for the list
 * and the page size that it was given out for.
 */
export function largeAws(upstream: string, size: Size) {
  const calls = new Map<string, number>();
  const atOnce = { now: 0, most: 0 };

  async function serve(request: Request): Promise<Response> {
    atOnce.most = Math.max(atOnce.most, ++atOnce.now);
    return answerTo(request).finally(() => atOnce.now--);
  }

  async function answerTo(request: Request): Promise<Response> {
    const body = await request.text();
    const url = new URL(request.url);
    const action = hear(request, body)?.action ?? "unknown";
    calls.set(action, (calls.get(action) ?? 0) + 1);
    const asked = parametersOf(url, body);
    if (COUNT[action] && !asked.has("narrowed")) return page(action, asked);
    if (asked.has("narrowed") && action.startsWith("ec2:") && LIST[action]) return xml(action, `<${LIST[action][0]}/>`);
    if (action === "ec2:DescribeInstanceAttribute")
      return xml(action, `<instanceId>${asked.get("InstanceId")}</instanceId><userData/>`);
    if (action === "sqs:GetQueueAttributes") return Response.json({ Attributes: { SqsManagedSseEnabled: "true" } });
    if (action === "lambda:ListTags") return Response.json({ Tags: { Owner: "team-1" } });
    if (action === "lambda:GetPolicy" || action === "lambda:GetFunctionUrlConfig")
      return Response.json(
        { Message: "The resource you requested does not exist." },
        { status: 404, headers: { "x-amzn-errortype": "ResourceNotFoundException" } },
      );
    // moto takes seconds to say that nothing was measured.
    if (action === "cloudwatch:GetMetricData") return Response.json({ MetricDataResults: [] });
    const headers = new Headers(request.headers);
    for (const name of ["host", "content-length", "accept-encoding"]) headers.delete(name);
    const answer = await fetch(`${upstream}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      body: request.method === "GET" ? undefined : body,
      signal: AbortSignal.timeout(30_000),
    });
    const type = { "content-type": answer.headers.get("content-type") ?? "text/xml" };
    return new Response(await answer.text(), { status: answer.status, headers: type });
  }

  function page(action: string, asked: Map<string, string>): Response {
    const total = COUNT[action]?.(size) ?? 0;
    const sizeMax = PAGE_MAX[action] ?? 0;
    const wanted = Number(asked.get("size") ?? sizeMax);
    if (!(wanted >= 1 && wanted <= sizeMax)) return refuse(action, `A page of ${wanted} is more than ${sizeMax}.`);
    const [of, from = "0", given] = (asked.get("token") ?? "").split("|");
    if (of && (of !== action || Number(given) !== wanted)) return refuse(action, "The token is of another list.");
    const start = Number(from);
    const end = Math.min(total, start + wanted);
    const item = ITEM[action] ?? String;
    const items = Array.from({ length: end - start }, (_, n) => item(start + n));
    const [list = "", token = ""] = LIST[action] ?? [];
    const next = end < total ? `${action}|${end}|${wanted}` : null;
    if (action.startsWith("ec2:"))
      return xml(action, `<${list}>${items.join("")}</${list}>${next ? `<${token}>${next}</${token}>` : ""}`);
    return new Response(`{"${list}":[${items.join(",")}]${next ? `,"${token}":${JSON.stringify(next)}` : ""}}`, {
      headers: { "content-type": "application/json" },
    });
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: freePort(), idleTimeout: 60, fetch: serve });
  return { url: `http://127.0.0.1:${server.port}`, calls, atOnce, stop: () => server.stop(true) };
}

/** The fewest requests that can read the account: longest pages, and one for each thing that AWS tells one by one. */
export const fewestCalls = (size: Size): number =>
  Object.entries(COUNT).reduce((sum, [action, of]) => sum + Math.ceil(of(size) / (PAGE_MAX[action] ?? 1)), 0) +
  size.instances + // user data
  Math.ceil(size.instances / 75) + // metrics, 100,800 values a request
  Math.ceil(size.snapshots / 1000) + // which of them are public
  Math.ceil((size.logGroups + size.queues) / 100) + // tags
  4 * size.functions + // address, policy, tags, provisioned concurrency
  size.queues; // attributes

/** Page size and token in any of the spellings; `narrowed` when ids or filters choose what is meant. */
function parametersOf(url: URL, body: string): Map<string, string> {
  const json: Record<string, unknown> = body.startsWith("{") ? JSON.parse(body) : {};
  const pairs = [
    ...url.searchParams,
    ...new URLSearchParams(body.startsWith("{") ? "" : body),
    ...Object.entries(json),
  ];
  return new Map(
    pairs.map(([name, value]) => {
      if (/^(?:MaxResults|limit|MaxItems)$/.test(name)) return ["size", String(value)];
      if (/^(?:NextToken|nextToken|Marker)$/.test(name)) return ["token", String(value)];
      return [/^(?:Filter|RestorableBy|SnapshotId|VolumeId)\./.test(name) ? "narrowed" : name, String(value)];
    }),
  );
}

function xml(action: string, inner: string): Response {
  const name = `${action.split(":")[1]}Response`;
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${inner}</${name}>`,
    { headers: { "content-type": "text/xml;charset=UTF-8" } },
  );
}

const refuse = (action: string, message: string) =>
  action.startsWith("ec2:")
    ? new Response(
        `<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
        { status: 400 },
      )
    : Response.json({ __type: "InvalidParameterException", message }, { status: 400 });
