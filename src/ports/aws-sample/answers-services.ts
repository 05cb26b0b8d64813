import type { AwsCall } from "../aws.ts";
import type { Account } from "./account.ts";
import type { Answers } from "./answers-ec2.ts";
import type { quietAnswers } from "./answers-quiet.ts";
import type { Region } from "./company.ts";
import { keyValues } from "./company.ts";
import { parametersOf, versionsOffered } from "./databases.ts";
import { type Asked, absent, chosen, invalid, pageOf } from "./paging.ts";

type Marked = { Marker?: string; MaxRecords?: number; MaxItems?: number; PageSize?: number };

const byMarker = <T>(
  asked: Asked,
  items: readonly T[],
  { Marker, MaxRecords, MaxItems, PageSize, ...parameters }: Marked,
  sizeMax: number,
) => {
  const size = MaxRecords ?? MaxItems ?? PageSize;
  return pageOf(asked, items, { token: Marker, size, sizeMax, parameters, badToken: "InvalidParameterValue" });
};

export function rdsAnswers(
  account: Account,
  sizeMax: number,
): Answers<Exclude<Extract<AwsCall, `rds:${string}`>, keyof typeof quietAnswers>> {
  return {
    "rds:DescribeDBInstances": (input, region, asked) => {
      const id = input.DBInstanceIdentifier;
      const wanted = chosen(
        asked,
        account.databases(region),
        id ? [id] : [],
        (one) => one.DBInstanceIdentifier,
        "DBInstanceNotFound",
      );
      const { items, next } = byMarker(asked, wanted, input, sizeMax);
      return { DBInstances: items, Marker: next };
    },
    "rds:DescribeDBParameters": (input, _region, asked) => {
      const parameters = parametersOf(input.DBParameterGroupName ?? "");
      if (!parameters)
        throw absent(asked, "DBParameterGroupNotFound", `DBParameterGroup not found: ${input.DBParameterGroupName}`);
      const wanted = parameters.filter(({ Source }) => !input.Source || input.Source === Source);
      // Real groups have hundreds of parameters; two a page make sure that the second page is read.
      const { items, next } = byMarker(asked, wanted, input, Math.min(2, sizeMax));
      return { Parameters: items, Marker: next };
    },
    "rds:DescribeDBEngineVersions": (input, _region, asked) => {
      const wanted = versionsOffered().filter(
        ({ Engine, EngineVersion }) =>
          (!input.Engine || input.Engine === Engine) && (!input.EngineVersion || input.EngineVersion === EngineVersion),
      );
      const { items, next } = byMarker(asked, wanted, input, sizeMax);
      return { DBEngineVersions: items, Marker: next };
    },
  };
}

export function lambdaAnswers(account: Account, sizeMax: number): Answers<Extract<AwsCall, `lambda:${string}`>> {
  const one = (region: Region, asked: Asked, nameOrArn: string | undefined) => {
    const found = account
      .functions(region)
      .find(
        ({ configuration: { FunctionName, FunctionArn } }) => nameOrArn === FunctionName || nameOrArn === FunctionArn,
      );
    if (!found) throw absent(asked, "ResourceNotFoundException", `Function not found: ${nameOrArn}`);
    return found;
  };
  return {
    "lambda:ListFunctions": (input, region, asked) => {
      const all = account.functions(region).map(({ configuration }) => configuration);
      const { items, next } = byMarker(asked, all, input, sizeMax);
      return { Functions: items, NextMarker: next };
    },
    "lambda:ListProvisionedConcurrencyConfigs": () => ({ ProvisionedConcurrencyConfigs: [] }),
    "lambda:ListTags": (input, region, asked) => ({ Tags: one(region, asked, input.Resource).tags }),
    "lambda:GetPolicy": (input, region, asked) => {
      const { policy } = one(region, asked, input.FunctionName);
      if (policy === null)
        throw absent(asked, "ResourceNotFoundException", "The resource you requested does not exist.");
      return { Policy: policy, RevisionId: "1" };
    },
    "lambda:GetFunctionUrlConfig": (input, region, asked) => {
      const { url, configuration } = one(region, asked, input.FunctionName);
      if (!url) throw absent(asked, "ResourceNotFoundException", "The resource you requested does not exist.");
      return {
        ...url,
        FunctionUrl: `https://${configuration.FunctionName}.lambda-url.${region}.on.aws/`,
        FunctionArn: configuration.FunctionArn,
        CreationTime: configuration.LastModified,
        LastModifiedTime: configuration.LastModified,
      };
    },
  };
}

/** AWS describes at most ten services at a time. */
const DESCRIBED_MAX = 10;

export function ecsAnswers(account: Account, sizeMax: number): Answers<Extract<AwsCall, `ecs:${string}`>> {
  type Listed = { nextToken?: string; maxResults?: number };
  const paged = <T>(asked: Asked, items: readonly T[], { nextToken, maxResults, ...parameters }: Listed) =>
    pageOf(asked, items, {
      token: nextToken,
      size: maxResults ?? DESCRIBED_MAX,
      sizeMax,
      parameters,
      badToken: "InvalidParameterException",
    });
  const taskDefinitions = (region: Region) =>
    [...new Set(account.services(region).flatMap(({ service }) => service.taskDefinition ?? []))].sort();
  const familyOf = (arn: string) => arn.split("/").at(-1)?.split(":")[0] ?? "";
  const familiesOf = (region: Region) => [...new Set(taskDefinitions(region).map(familyOf))];
  const inCluster = (region: Region, asked: Asked, cluster = "default") => {
    const known = account.clusters(region).find((arn) => arn === cluster || arn.endsWith(`/${cluster}`));
    if (!known) throw absent(asked, "ClusterNotFoundException", "Cluster not found.");
    return account.services(region).filter(({ service }) => service.clusterArn === known);
  };
  return {
    "ecs:ListClusters": (input, region, asked) => {
      const { items, next } = paged(asked, account.clusters(region), input);
      return { clusterArns: items, nextToken: next };
    },
    "ecs:DescribeClusters": ({ clusters = [] }, region) => ({
      clusters: account
        .clusters(region)
        .filter((arn) => clusters.some((one) => arn === one || arn.endsWith(`/${one}`)))
        .map((clusterArn) => ({
          clusterArn,
          clusterName: clusterArn.split("/").at(-1),
          status: "ACTIVE",
          settings: [
            { name: "containerInsights" as const, value: clusterArn.includes("prod") ? "enabled" : "disabled" },
          ],
          tags: [],
        })),
    }),
    "ecs:ListTaskDefinitionFamilies": ({ nextToken, maxResults, ...input }, region, asked) => {
      const { items, next } = paged(asked, familiesOf(region), { ...input, nextToken, maxResults });
      return { families: items, nextToken: next };
    },
    "ecs:DescribeTaskDefinition": ({ taskDefinition: wanted = "" }, region, asked) => {
      // By its ARN, or the latest one of a family.
      const known = taskDefinitions(region).find((arn) => arn === wanted || familyOf(arn) === wanted);
      if (!known) throw invalid(asked, "ClientException", "Unable to describe task definition.");
      const family = familyOf(known);
      return {
        taskDefinition: {
          taskDefinitionArn: known,
          family,
          cpu: "512",
          memory: "2048",
          revision: Number(known.split(":").at(-1)),
          status: "ACTIVE" as const,
          networkMode: "awsvpc" as const,
          containerDefinitions: [
            {
              name: family,
              image: `${family}:latest`,
              readonlyRootFilesystem: family.length % 2 === 0,
              logConfiguration: { logDriver: "awslogs" as const },
            },
          ],
        },
        tags: [],
      };
    },
    "ecs:ListServices": (input, region, asked) => {
      const arns = inCluster(region, asked, input.cluster).flatMap(({ service }) => service.serviceArn ?? []);
      const { items, next } = paged(asked, arns, input);
      return { serviceArns: items, nextToken: next };
    },
    "ecs:DescribeServices": (input, region, asked) => {
      const wanted = input.services ?? [];
      if (wanted.length === 0 || wanted.length > DESCRIBED_MAX)
        throw invalid(asked, "InvalidParameterException", `Services must have between 1 and ${DESCRIBED_MAX} entries.`);
      const here = inCluster(region, asked, input.cluster);
      const find = (id: string) => here.find(({ service }) => id === service.serviceArn || id === service.serviceName);
      const withTags = input.include?.includes("TAGS");
      return {
        services: wanted.flatMap((id) => {
          const found = find(id);
          if (!found) return [];
          const tags = Object.entries(found.tags).map(([key, value]) => ({ key, value }));
          return [withTags ? { ...found.service, tags } : found.service];
        }),
        failures: wanted.filter((id) => !find(id)).map((arn) => ({ arn, reason: "MISSING" })),
      };
    },
  };
}

/** DescribeTags takes at most twenty ARNs. */
const TAGGED_MAX = 20;

export function balancerAnswers(
  account: Account,
  sizeMax: number,
): Answers<Extract<AwsCall, `elasticloadbalancing:${string}`>> {
  const one = (region: Region, asked: Asked, arn: string | undefined) => {
    const found = account.balancers(region).find(({ balancer }) => balancer.LoadBalancerArn === arn);
    if (!found) throw absent(asked, "LoadBalancerNotFound", `Load balancer '${arn}' not found`);
    return found;
  };
  return {
    "elasticloadbalancing:DescribeLoadBalancers": (input, region, asked) => {
      const all = account.balancers(region).map(({ balancer }) => balancer);
      const wanted = chosen(asked, all, input.LoadBalancerArns, (row) => row.LoadBalancerArn, "LoadBalancerNotFound");
      const { items, next } = byMarker(asked, wanted, input, sizeMax);
      return { LoadBalancers: items, NextMarker: next };
    },
    "elasticloadbalancing:DescribeLoadBalancerAttributes": (input, region, asked) => ({
      Attributes: keyValues(one(region, asked, input.LoadBalancerArn).attributes),
    }),
    "elasticloadbalancing:DescribeListeners": (input, region, asked) => {
      const { items, next } = byMarker(asked, one(region, asked, input.LoadBalancerArn).listeners, input, sizeMax);
      return { Listeners: items, NextMarker: next };
    },
    "elasticloadbalancing:DescribeTags": (input, region, asked) => {
      const arns = input.ResourceArns ?? [];
      if (arns.length === 0 || arns.length > TAGGED_MAX)
        throw invalid(asked, "ValidationError", `Between 1 and ${TAGGED_MAX} ARNs can be described.`);
      return {
        TagDescriptions: arns.map((arn) => ({ ResourceArn: arn, Tags: keyValues(one(region, asked, arn).tags) })),
      };
    },
    "elasticloadbalancing:DescribeTargetGroups": (input, region, asked) => {
      const balancers = input.LoadBalancerArn ? [one(region, asked, input.LoadBalancerArn)] : account.balancers(region);
      const all = balancers.map(({ targetGroup }) => targetGroup);
      const wanted = chosen(asked, all, input.TargetGroupArns, (row) => row.TargetGroupArn, "TargetGroupNotFound");
      const { items, next } = byMarker(asked, wanted, input, sizeMax);
      return { TargetGroups: items, NextMarker: next };
    },
    "elasticloadbalancing:DescribeTargetHealth": (input, region, asked) => {
      const found = account
        .balancers(region)
        .find(({ targetGroup }) => targetGroup.TargetGroupArn === input.TargetGroupArn);
      if (!found) throw absent(asked, "TargetGroupNotFound", `Target group '${input.TargetGroupArn}' not found`);
      return { TargetHealthDescriptions: account.targets(region, found) };
    },
  };
}
