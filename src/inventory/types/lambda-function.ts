import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { lanes } from "../../base/lanes.ts";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Json, type Place, resourceType } from "../resource-type.ts";
import { findSecrets } from "./environment-secrets.ts";
import {
  attempt,
  chunks,
  discovered,
  documentOf,
  each,
  edges,
  fields,
  mapReading,
  type Reading,
  settle,
} from "./reading.ts";
import { HOUR, type Measures, most, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** ListFunctions returns 50 at most; each takes three more requests. */
const PAGE_SIZE = 30;
/** Values of one filter (EC2 API reference, Filter). */
const FILTER_VALUES_MAX = 200;

export default resourceType({
  type: "AWS::Lambda::Function",
  service: "lambda",
  label: "Lambda function",
  where: "each-region",
  calls: [
    "lambda:ListFunctions",
    "lambda:ListTags",
    "lambda:GetPolicy",
    "lambda:GetFunctionUrlConfig",
    "lambda:ListProvisionedConcurrencyConfigs",
    "ec2:DescribeSubnets",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const request = { MaxItems: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("lambda:ListFunctions", request, place.region);
    const functions = (page.Functions ?? []).map(withoutValues);
    const zones = await attempt(() =>
      readZones(
        aws,
        place,
        functions.flatMap((item) => item.subnets),
      ),
    );
    const usage = await readUsage(aws, place, functions.map(measuresOf));
    const lane = lanes();
    const resources = await Promise.all(
      functions.map((item, index) => readFunction(aws, place, item, zones, lane, (unread) => usage(index, unread))),
    );
    return { resources, next: page.NextMarker || null };
  },
});

/** ListFunctions returns environment variables in clear: the values are scanned and dropped before anything else happens. */
function withoutValues({ Environment, ...rest }: FunctionConfiguration) {
  return { ...rest, secrets: findSecrets(Environment?.Variables), subnets: rest.VpcConfig?.SubnetIds ?? [] };
}
type Lambda = ReturnType<typeof withoutValues>;
type Zones = Map<string, string>;

async function readFunction(
  aws: Aws,
  place: Place,
  item: Lambda,
  zones: Reading<Zones>,
  lane: ReturnType<typeof lanes>,
  usage: (unread: Record<string, string>) => Record<string, number | null>,
): Promise<Discovered> {
  const { region } = place;
  const name = item.FunctionName ?? "";
  const arn = item.FunctionArn ?? "";
  const read = <T>(request: () => Promise<T>) => lane(() => attempt(request));
  const [url, policy, tags, provisioned] = await Promise.all([
    read(() => aws.call("lambda:GetFunctionUrlConfig", { FunctionName: name }, region)),
    read(async () => documentOf((await aws.call("lambda:GetPolicy", { FunctionName: name }, region)).Policy)),
    read(async () => (await aws.call("lambda:ListTags", { Resource: arn }, region)).Tags ?? {}),
    read(async () => {
      const wanted = { FunctionName: name, MaxItems: PAGE_SIZE };
      const answer = await aws.call("lambda:ListProvisionedConcurrencyConfigs", wanted, region);
      return (answer.ProvisionedConcurrencyConfigs ?? []).reduce(
        (sum, one) => sum + (one.RequestedProvisionedConcurrentExecutions ?? 0),
        0,
      );
    }),
  ]);
  const { config, unread } = settle({
    ProvisionedConcurrency: provisioned,
    UrlConfig: mapReading(url, (answer) => fields(answer, "AuthType", "Cors")),
    Policy: policy,
    SubnetZones: mapReading(zones, (known) => [...new Set(item.subnets.flatMap((id) => known.get(id) ?? []))].sort()),
  });
  if ("unread" in tags) unread.tags = tags.unread;
  return discovered(place, {
    type: "AWS::Lambda::Function",
    nativeId: name,
    arn,
    name,
    tags: "unread" in tags ? null : (tags.value ?? {}),
    config: {
      ...fields(item, "FunctionName", "FunctionArn", "Runtime", "Role", "Architectures", "MemorySize", "Timeout"),
      ...fields(item, "TracingConfig", "KMSKeyArn", "PackageType", "LastModified"),
      ...(item.DeadLetterConfig ? { DeadLetterConfig: fields(item.DeadLetterConfig, "TargetArn") } : {}),
      // Outside a VPC AWS answers with empty lists.
      ...(item.VpcConfig?.VpcId ? { VpcConfig: fields(item.VpcConfig, "VpcId", "SubnetIds", "SecurityGroupIds") } : {}),
      EnvironmentSecrets: item.secrets.map(({ variable, pattern }): Json => ({ variable, pattern })),
      ...config,
    },
    metrics: usage(unread),
    unread,
    status: item.State ?? null,
    public:
      "unread" in url || "unread" in policy ? null : url.value?.AuthType === "NONE" || allowsEveryone(policy.value),
    relations: [
      ...edges("dependsOn", "AWS::IAM::Role", [item.Role]),
      ...edges("partOf", "AWS::EC2::Subnet", item.subnets),
      ...edges("dependsOn", "AWS::EC2::SecurityGroup", item.VpcConfig?.SecurityGroupIds ?? []),
    ],
  });
}

/** By filter, because one subnet that is gone would fail the whole request by id. */
async function readZones(aws: Aws, place: Place, subnets: readonly string[]): Promise<Zones> {
  const zones: Zones = new Map();
  const pages = await each(chunks([...new Set(subnets)], FILTER_VALUES_MAX), (Values) =>
    aws.call("ec2:DescribeSubnets", { Filters: [{ Name: "subnet-id", Values }] }, place.region),
  );
  for (const subnet of pages.flatMap((page) => page.Subnets ?? []))
    zones.set(subnet.SubnetId ?? "", subnet.AvailabilityZone ?? "");
  return zones;
}

/** A statement for everyone without any condition. Finer questions are the rules'. */
function allowsEveryone(policy: Json): boolean {
  if (policy === null || typeof policy !== "object" || Array.isArray(policy)) return false;
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  return statements.some((statement) => {
    if (!statement || typeof statement !== "object" || Array.isArray(statement)) return false;
    const { Effect, Principal, Condition } = statement;
    const aws = Principal && typeof Principal === "object" && !Array.isArray(Principal) ? Principal.AWS : Principal;
    return Effect === "Allow" && !Condition && (aws === "*" || (Array.isArray(aws) && aws.includes("*")));
  });
}

/** Nothing is published while nobody calls the function; memory is measured where Lambda Insights is on. */
function measuresOf({ FunctionName = "" }: Lambda): Measures {
  const of = (metric: string, stat: "Sum" | "Maximum") => ({
    namespace: "AWS/Lambda",
    metric,
    dimensions: { FunctionName },
    stat,
    days: 30,
    periodSeconds: HOUR,
  });
  return {
    invocations30d: { ...of("Invocations", "Sum"), reduce: sum, none: 0 },
    durationMs30d: { ...of("Duration", "Sum"), reduce: sum, none: 0 },
    provisionedUtilization14d: { ...of("ProvisionedConcurrencyUtilization", "Maximum"), days: 14, reduce: most },
    memoryPercentMaximum14d: {
      ...of("memory_utilization", "Maximum"),
      namespace: "LambdaInsights",
      dimensions: { function_name: FunctionName },
      days: 14,
      reduce: most,
    },
  };
}
