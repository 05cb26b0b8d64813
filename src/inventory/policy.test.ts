import { expect, test } from "bun:test";
import * as z from "zod";
import type { AwsCall } from "../ports/aws.ts";
import { sdkCalls } from "../ports/aws-calls.ts";
import { COST_CALLS } from "./calls.ts";
import {
  connectorPolicy,
  DATA_READS,
  iamAction,
  type PolicyDocument,
  SESSION_POLICY,
  sessionPolicy,
  size,
} from "./policy.ts";

/** What the costs capability and the connection ask for besides the resource types. */
const MORE: AwsCall[] = [...COST_CALLS, "cloudwatch:GetMetricData"];

/** Names of calls that are not typed as such: the table's keys, and invented ones to fill a policy with. */
const asCalls = (names: string[]) => names as AwsCall[];
const registered = asCalls(
  Object.keys(
    sdkCalls(() => {
      throw new Error("No client is made for a list of names");
    }),
  ),
);

/** Made without a policy's leave: they are what lets us in. */
const ASSUMING = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"];
/** Asked of a management account only. */
const OF_MANAGEMENT = ["organizations:ListAccounts"];
/** Asked of the places of cost exports only. */
const OF_EXPORTS = ["s3:ListObjectsV2", "s3:GetObject"];
const exempt = new Set<string>([...ASSUMING, ...OF_MANAGEMENT, ...OF_EXPORTS]);
const asked = registered.filter((call) => !exempt.has(call));

/** IAM's evaluation for a policy without conditions: an explicit deny wins, then any allow. */
function allows(policies: readonly PolicyDocument[], action: string): boolean {
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replace(/[.+^$()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(action);
  const statements = policies
    .flatMap((policy) => policy.Statement)
    .filter((statement) => statement.Action.some(matches));
  return statements.some((s) => s.Effect === "Allow") && !statements.some((s) => s.Effect === "Deny");
}

test("every call of the registry is allowed, except assuming the role itself, what only a management account is asked, and cost exports", () => {
  const policies = connectorPolicy(MORE);
  const refused = registered.filter((call) => !allows(policies, iamAction(call)));
  expect<string[]>(refused.toSorted()).toEqual([...exempt].toSorted());
});

test("nothing beyond the registry is allowed, and nothing that changes or reads data", () => {
  const actions = connectorPolicy(MORE).flatMap((p) =>
    p.Statement.filter((s) => s.Effect === "Allow").flatMap((s) => s.Action),
  );
  expect(actions.toSorted()).toEqual([...new Set(asked.map(iamAction))].toSorted());
  // IAM makes its report on demand, and API Gateway names its actions by HTTP method; neither changes a setting.
  const named = ["iam:GenerateCredentialReport", "apigateway:GET"];
  for (const action of actions.filter((one) => !named.includes(one)))
    expect(action).toMatch(/^[a-z0-9-]+:(Describe|Get|List)[A-Za-z0-9]+$/);
  for (const read of [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameters",
    "kms:Decrypt",
  ])
    expect({ read, allowed: allows(connectorPolicy(MORE), read) }).toEqual({ read, allowed: false });
  for (const read of DATA_READS) expect(actions).not.toContain(read);
});

test("API Gateway is read by path: settings, never API keys or exports", () => {
  const statements = connectorPolicy(MORE).flatMap((policy) => policy.Statement);
  const [only, ...others] = statements.filter(({ Action }) => Action.includes("apigateway:GET"));
  expect(others).toEqual([]);
  const paths = only && "Resource" in only ? [only.Resource].flat() : [];
  expect(paths).toContain("arn:*:apigateway:*::/restapis/*/stages");
  for (const arn of paths) expect(arn).toMatch(/\/(restapis|apis|stages|authorizers|resources|routes)$/);
});

test("reads of data stay denied where another policy allows everything", () => {
  const everything: PolicyDocument = {
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: "*" }],
  };
  expect(allows([everything, ...connectorPolicy(MORE)], "s3:GetObject")).toBe(false);
  expect(allows([everything], "s3:GetObject")).toBe(true);
});

test("costs and utilisation are in it", () => {
  const policies = connectorPolicy(MORE);
  expect(allows(policies, "ce:GetCostAndUsage")).toBe(true);
  expect(allows(policies, "cloudwatch:GetMetricData")).toBe(true);
  expect(allows(connectorPolicy([]), "ce:GetCostAndUsage")).toBe(false);
});

test("each document fits into a managed policy, however many actions there are", () => {
  const many = asCalls(Array.from({ length: 400 }, (_, i) => `elasticloadbalancing:DescribeSomethingLong${i}`));
  const policies = connectorPolicy(many);
  expect(policies.length).toBeGreaterThan(2);
  for (const policy of policies) expect(size(policy)).toBeLessThanOrEqual(6144);
  for (const call of many) expect(allows(policies, call)).toBe(true);
  expect(connectorPolicy(MORE)).toHaveLength(1);
});

test("a session is narrowed to what gives no data, within what STS takes", () => {
  expect(SESSION_POLICY.length).toBeLessThanOrEqual(2048);
  const sent: PolicyDocument = JSON.parse(SESSION_POLICY);
  const statements = sent.Statement.map((statement) => ({ ...statement, Action: [statement.Action].flat() }));
  const narrowed = [{ ...sent, Statement: statements }];
  for (const call of asked) expect(allows(narrowed, iamAction(call))).toBe(true);
  for (const read of ["s3:GetObject", "secretsmanager:GetSecretValue", "dynamodb:Query"])
    expect(allows(narrowed, read)).toBe(false);
});

test("of cost exports, the objects of their folders are read, and no other object", () => {
  const place = { bucket: "acme-bills", prefix: "exports/focus" };
  expect(sessionPolicy([place]).length).toBeLessThanOrEqual(2048);
  const documents: PolicyDocument[] = [...connectorPolicy(MORE, [place]), JSON.parse(sessionPolicy([place]))];
  for (const { Statement } of documents)
    for (const statement of Statement) {
      const isOfObjects = [statement.Action].flat().some((action) => action.startsWith("s3:GetObject"));
      if (statement.Effect === "Deny" && isOfObjects)
        expect(statement).toMatchObject({ NotResource: ["arn:*:s3:::acme-bills/exports/focus/*"] });
      if (statement.Effect === "Allow" && isOfObjects)
        expect(statement).toMatchObject({ Resource: ["arn:*:s3:::acme-bills/exports/focus/*"] });
    }
  expect(JSON.stringify(documents)).toContain("secretsmanager:GetSecretValue");
});

/** The two documents of the study whose names were checked against botocore's models. */
const Statements = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });
const Allowed = z
  .object({ policyA: Statements, policyB: Statements })
  .transform(({ policyA, policyB }) => [policyA, policyB]);

test("the actions are names that IAM knows, not the API's where they differ", async () => {
  const actions = connectorPolicy(MORE).flatMap((p) =>
    p.Statement.filter((s) => s.Effect === "Allow").flatMap((s) => s.Action),
  );
  // Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
  expect(actions.filter((action) => action.startsWith("s3")).toSorted()).toEqual([
    "s3:GetAccessPoint",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketAcl",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListAccessPoints",
    "s3:ListAllMyBuckets",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
  ]);
  const studied = Bun.file(new URL("../../../shared/data/compliance/connector_policy.json", import.meta.url));
  if (!(await studied.exists()))
    return console.log(`skipped: ${actions.length} cases (no list of checked action names here)`);

  const known = new Set(
    Allowed.parse(await studied.json()).flatMap((policy) => policy.Statement.flatMap((s) => s.Action)),
  );
  // That list is for compliance only: costs, metrics and identity are not in it. Three calls read in one request what
  // its own take many for; their actions are in the Service Authorization Reference under the same names.
  const others = [
    ...COST_CALLS,
    "cloudwatch:GetMetricData",
    "ec2:DescribeCapacityReservations",
    "ecs:ListTaskDefinitionFamilies",
    "elasticfilesystem:DescribeLifecycleConfiguration",
    "elasticloadbalancing:DescribeInstanceHealth",
    "iam:GetAccountAuthorizationDetails",
    "lambda:ListProvisionedConcurrencyConfigs",
    "rds:DescribeDBClusterParameters",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "sts:GetCallerIdentity",
  ];
  expect(actions.filter((action) => !known.has(action)).toSorted()).toEqual(others);
});
