import type { AwsCall } from "../ports/aws.ts";
import { COST_CALLS, ORGANIZATION_CALLS } from "./calls.ts";
import { RESOURCE_TYPES } from "./types/index.ts";

type Statement = {
  Sid: string;
  Effect: "Allow" | "Deny";
  Action: readonly string[];
} & ({ Resource: string | readonly string[] } | { NotResource: readonly string[] });
export type PolicyDocument = { Version: "2012-10-17"; Statement: readonly Statement[] };

/** Made before any type is read: the connection test and the list of regions. */
export const CONNECTION_CALLS = ["sts:GetCallerIdentity", "ec2:DescribeRegions"] as const satisfies readonly AwsCall[];

/**
 * What the connected role or user may do: the calls that the resource types declare, those of the connection test,
 * and `more` (cost sync …). Nothing else is allowed, and reading customers' data is denied even if another policy allows it;
 * `places`: of one account's cost exports, which it may read.
 * More than one document when the actions do not fit into one.
 */
export function connectorPolicy(more: readonly AwsCall[], places: readonly ExportPlace[] = []): PolicyDocument[] {
  const calls = [...CONNECTION_CALLS, ...RESOURCE_TYPES.flatMap((type) => type.calls), ...more];
  const all = [...new Set(calls.map(iamAction))].sort();
  const actions = all.filter((action) => action !== API_GATEWAY_READ);
  const first = [
    ...neverReadData(places),
    ...readExports(places),
    ...(all.includes(API_GATEWAY_READ) ? [READ_API_GATEWAY] : []),
  ];
  const documents: PolicyDocument[] = [];
  let rest = actions;
  for (let count = 1; rest.length > 0; count++) {
    const more = documents.length === 0 ? first : [];
    const fits = (length: number) => size(document([allow(count, rest.slice(0, length)), ...more])) <= CHARACTERS_MAX;
    let length = rest.length;
    while (length > 1 && !fits(length)) length--;
    documents.push(document([allow(count, rest.slice(0, length)), ...more]));
    rest = rest.slice(length);
  }
  return documents;
}

/** What decides which calls an account is asked for. */
export type Asked = { scope: "account" | "organization"; managementId: string | null };

/**
 * The least that this account needs. A member's bill is read through its management account, so its own role gives no
 * costs; only a management account is asked for its members.
 */
export const policyFor = ({ scope, managementId }: Asked, places: readonly ExportPlace[] = []): PolicyDocument[] =>
  connectorPolicy(
    [...(managementId === null ? COST_CALLS : []), ...(scope === "organization" ? ORGANIZATION_CALLS : [])],
    places,
  );

/** Every action that the documents allow, in order. */
export const actionsOf = (documents: readonly PolicyDocument[]): string[] =>
  documents
    .flatMap(({ Statement }) => Statement.flatMap(({ Effect, Action }) => (Effect === "Allow" ? Action : [])))
    .sort();

/** What the policy needs today against the one that was handed out: it grows with the types and rules that read more. */
export function policyChange(granted: readonly string[], needed: readonly string[]) {
  const [had, needs] = [new Set(granted), new Set(needed)];
  return { added: needed.filter((one) => !had.has(one)), removed: granted.filter((one) => !needs.has(one)) };
}

/** A customer managed policy: 6,144 characters, white space not counted (IAM user guide, "IAM and STS quotas"). */
const CHARACTERS_MAX = 6_144;
export const size = (policy: PolicyDocument) => JSON.stringify(policy).replace(/\s/g, "").length;

const document = (Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const allow = (count: number, Action: readonly string[]): Statement => ({
  Sid: `ReadConfiguration${count}`,
  Effect: "Allow",
  // Most describe and list actions know no resource level (Service Authorization Reference).
  Action,
  Resource: "*",
});

/** The IAM action that a call needs; the names differ for S3, classic load balancers and API Gateway (Service Authorization Reference). */
export const iamAction = (call: AwsCall): string => RENAMED[call] ?? call;
const API_GATEWAY_READ = "apigateway:GET";
const RENAMED: Partial<Record<AwsCall, string>> = {
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
  // Names and sizes of unfinished uploads, never a byte of them.
  "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
  "s3:ListParts": "s3:ListMultipartUploadParts",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3control:ListAccessPoints": "s3:ListAccessPoints",
  "s3control:GetAccessPoint": "s3:GetAccessPoint",
  // Classic load balancers share the prefix, and most names, with the newer ones.
  "elb:DescribeLoadBalancers": "elasticloadbalancing:DescribeLoadBalancers",
  "elb:DescribeLoadBalancerAttributes": "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elb:DescribeTags": "elasticloadbalancing:DescribeTags",
  "elb:DescribeInstanceHealth": "elasticloadbalancing:DescribeInstanceHealth",
  // API Gateway names its actions by HTTP method; which paths may be read is said by ARNs.
  "apigateway:GetRestApis": API_GATEWAY_READ,
  "apigateway:GetStages": API_GATEWAY_READ,
  "apigateway:GetAuthorizers": API_GATEWAY_READ,
  "apigateway:GetResources": API_GATEWAY_READ,
  "apigatewayv2:GetApis": API_GATEWAY_READ,
  "apigatewayv2:GetStages": API_GATEWAY_READ,
  "apigatewayv2:GetAuthorizers": API_GATEWAY_READ,
  "apigatewayv2:GetRoutes": API_GATEWAY_READ,
};

/** Actions that return what customers stored: objects, rows, messages, secrets, logs, code, images. */
export const DATA_READS: readonly string[] = [
  "athena:GetQueryResults",
  "cloudtrail:LookupEvents",
  "codecommit:GetFile",
  "codecommit:GitPull",
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:GetRecords",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ec2:GetConsoleOutput",
  "ec2:GetConsoleScreenshot",
  "ec2:GetPasswordData",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
  "ebs:GetSnapshotBlock",
  "kinesis:GetRecords",
  "kms:Decrypt",
  "lambda:GetFunction",
  "lambda:GetLayerVersion",
  "lambda:InvokeFunction",
  "lambda:InvokeFunctionUrl",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "logs:GetLogRecord",
  "logs:GetQueryResults",
  "logs:StartQuery",
  "rds:DownloadDBLogFilePortion",
  "rds-data:*",
  "redshift-data:*",
  "s3:GetObject*",
  "secretsmanager:BatchGetSecretValue",
  "secretsmanager:GetSecretValue",
  "sqs:ReceiveMessage",
  "ssm:GetParameter*",
];
/** A bucket's folder into which AWS writes cost exports: the only data that is ever read. */
export type ExportPlace = { bucket: string; prefix: string };
const OBJECT_READS = "s3:GetObject*";
const objectsIn = ({ bucket, prefix }: ExportPlace) => `arn:*:s3:::${bucket}/${prefix}/*`;

/** Reading data is denied, whatever else is allowed; of cost exports' folders, the objects are not. */
const neverReadData = (places: readonly ExportPlace[]): Statement[] =>
  places.length === 0
    ? [{ Sid: "NeverReadData", Effect: "Deny", Action: DATA_READS, Resource: "*" }]
    : [
        {
          Sid: "NeverReadData",
          Effect: "Deny",
          Action: DATA_READS.filter((action) => action !== OBJECT_READS),
          Resource: "*",
        },
        {
          Sid: "NeverReadOtherObjects",
          Effect: "Deny",
          Action: [OBJECT_READS],
          NotResource: places.map(objectsIn),
        },
      ];

const readExports = (places: readonly ExportPlace[]): Statement[] =>
  places.length === 0
    ? []
    : [
        {
          Sid: "ListCostExports",
          Effect: "Allow",
          Action: [iamAction("s3:ListObjectsV2")],
          Resource: [...new Set(places.map(({ bucket }) => `arn:*:s3:::${bucket}`))],
        },
        {
          Sid: "ReadCostExports",
          Effect: "Allow",
          Action: ["s3:GetObject"],
          Resource: places.map(objectsIn),
        },
      ];

/**
 * Sent along when a role is assumed: also a role that allows more, such as ReadOnlyAccess, gives us no data but the cost
 * exports of these places. At most 2,048 characters (STS API reference, AssumeRole, Policy).
 */
export const sessionPolicy = (places: readonly ExportPlace[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      ...neverReadData(places).map(({ Sid: _, ...statement }) => statement),
    ],
  });
export const SESSION_POLICY = sessionPolicy([]);

/** Settings only: not API keys, exports or SDKs, which lie under other paths. */
const READ_API_GATEWAY: Statement = {
  Sid: "ReadApiGateway",
  Effect: "Allow",
  Action: [API_GATEWAY_READ],
  Resource: [
    "restapis",
    "restapis/*/stages",
    "restapis/*/authorizers",
    "restapis/*/resources",
    "apis",
    "apis/*/stages",
    "apis/*/authorizers",
    "apis/*/routes",
  ].map((path) => `arn:*:apigateway:*::/${path}`),
};
