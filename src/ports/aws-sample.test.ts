import { describe, expect, test } from "bun:test";
import type { Instance, Volume } from "@aws-sdk/client-ec2";
import { type AwsCall, AwsError } from "./aws.ts";
import type { AwsCalls } from "./aws-calls.ts";
import { sampleTruth } from "./aws-sample/truth.ts";
import { sampleAws } from "./aws-sample.ts";

const NOW = new Date("2026-11-21T09:30:00Z");
const TOMORROW = new Date("2026-11-22T23:00:00Z");
const truth = sampleTruth(NOW);
const PAGES_MAX = 500;

/** Every page of a list, whatever its token is called. */
async function all<C extends AwsCall, T>(
  aws: ReturnType<typeof sampleAws>,
  call: C,
  region: string,
  ask: (token: string | undefined) => AwsCalls[C]["input"],
  read: (answer: AwsCalls[C]["output"]) => { items: T[] | undefined; next: string | undefined },
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let token: string | undefined;
  for (let pages = 1; pages <= PAGES_MAX; pages++) {
    const { items: page = [], next } = read(await aws.call(call, ask(token), region));
    items.push(...page);
    if (!next) return { items, pages };
    token = next;
  }
  throw new Error(`${call} never ended`);
}

/** Ids of each type in one region, read page by page as the product does. */
async function idsIn(
  aws: ReturnType<typeof sampleAws>,
  region: string,
): Promise<Record<string, { items: string[]; pages: number }>> {
  const byToken = (NextToken: string | undefined) => ({ NextToken });
  const byMarker = (Marker: string | undefined) => ({ Marker });
  const clusters = await all(
    aws,
    "ecs:ListClusters",
    region,
    (nextToken) => ({ nextToken }),
    (a) => ({ items: a.clusterArns, next: a.nextToken }),
  );
  const services = await Promise.all(
    clusters.items.map((cluster) =>
      all(
        aws,
        "ecs:ListServices",
        region,
        (nextToken) => ({ cluster, nextToken }),
        (a) => ({ items: a.serviceArns, next: a.nextToken }),
      ),
    ),
  );
  return {
    "AWS::EC2::Instance": await all(aws, "ec2:DescribeInstances", region, byToken, (a) => ({
      items: a.Reservations?.flatMap((one) => one.Instances?.map(({ InstanceId = "" }) => InstanceId) ?? []),
      next: a.NextToken,
    })),
    "AWS::EC2::Volume": await all(aws, "ec2:DescribeVolumes", region, byToken, (a) => ({
      items: a.Volumes?.map(({ VolumeId = "" }) => VolumeId),
      next: a.NextToken,
    })),
    "AWS::EC2::SecurityGroup": await all(aws, "ec2:DescribeSecurityGroups", region, byToken, (a) => ({
      items: a.SecurityGroups?.map(({ GroupId = "" }) => GroupId),
      next: a.NextToken,
    })),
    "AWS::EC2::VPC": await all(aws, "ec2:DescribeVpcs", region, byToken, (a) => ({
      items: a.Vpcs?.map(({ VpcId = "" }) => VpcId),
      next: a.NextToken,
    })),
    "AWS::EC2::Subnet": await all(aws, "ec2:DescribeSubnets", region, byToken, (a) => ({
      items: a.Subnets?.map(({ SubnetId = "" }) => SubnetId),
      next: a.NextToken,
    })),
    "AWS::RDS::DBInstance": await all(aws, "rds:DescribeDBInstances", region, byMarker, (a) => ({
      items: a.DBInstances?.map(({ DBInstanceArn = "" }) => DBInstanceArn),
      next: a.Marker,
    })),
    "AWS::Lambda::Function": await all(aws, "lambda:ListFunctions", region, byMarker, (a) => ({
      items: a.Functions?.map(({ FunctionArn = "" }) => FunctionArn),
      next: a.NextMarker,
    })),
    "AWS::ECS::Service": {
      items: services.flatMap(({ items }) => items),
      pages: services.reduce((sum, { pages }) => sum + pages, 0),
    },
    "AWS::ElasticLoadBalancingV2::LoadBalancer": await all(
      aws,
      "elasticloadbalancing:DescribeLoadBalancers",
      region,
      byMarker,
      (a) => ({
        items: a.LoadBalancers?.map(({ LoadBalancerArn = "" }) => LoadBalancerArn),
        next: a.NextMarker,
      }),
    ),
  };
}

const bucketNames = (aws: ReturnType<typeof sampleAws>) =>
  all(
    aws,
    "s3:ListBuckets",
    "us-east-1",
    (ContinuationToken) => ({ ContinuationToken }),
    (a) => ({
      items: a.Buckets?.map(({ Name = "" }) => Name),
      next: a.ContinuationToken,
    }),
  );

describe("the sample account", () => {
  test("has about 400 resources of ten types in four regions", () => {
    expect(Object.keys(truth.counts)).toHaveLength(10);
    expect(truth.total).toBeGreaterThan(380);
    expect(truth.total).toBeLessThan(450);
    expect(truth.regions).toEqual(["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"]);
    for (const ids of Object.values(truth.ids)) expect(new Set(ids).size).toBe(ids.length);
  });

  for (const pageSize of [1, 3, 12, 1000])
    test(`pages of ${pageSize} together are the whole account, each thing once`, async () => {
      const aws = sampleAws({ now: NOW, pageSize });
      const found: Record<string, string[]> = { "AWS::S3::Bucket": (await bucketNames(aws)).items };
      let pagesMost = 0;
      for (const region of truth.regions)
        for (const [type, { items, pages }] of Object.entries(await idsIn(aws, region))) {
          found[type] = [...(found[type] ?? []), ...items];
          pagesMost = Math.max(pagesMost, pages);
        }
      for (const [type, ids] of Object.entries(truth.ids))
        expect([type, found[type]?.toSorted()]).toEqual([type, ids.toSorted()]);
      if (pageSize === 12) expect(pagesMost).toBeGreaterThan(2);
    });

  test("answers the same twice on one day, and nearly the same the next day", async () => {
    const read = async (now: Date) => {
      const aws = sampleAws({ now, pageSize: 1000 });
      const instances = await aws.call("ec2:DescribeInstances", {}, "us-east-1");
      const volumes = await aws.call("ec2:DescribeVolumes", {}, "us-east-1");
      const databases = await aws.call("rds:DescribeDBInstances", {}, "us-east-1");
      return [...(instances.Reservations ?? []), ...(volumes.Volumes ?? []), ...(databases.DBInstances ?? [])].map(
        (one) => JSON.stringify(one),
      );
    };
    const [morning, evening, next] = [
      await read(NOW),
      await read(new Date("2026-11-21T22:00:00Z")),
      await read(TOMORROW),
    ];
    expect(evening).toEqual(morning);
    const changed = next.filter((one) => !morning.includes(one));
    expect(changed.length).toBeLessThanOrEqual(2);
  });

  test("replaces the weekly fleet on Monday and nothing else", () => {
    const later = sampleTruth(new Date("2026-11-24T09:30:00Z"));
    const gone = (truth.ids["AWS::EC2::Instance"] ?? []).filter((id) => !later.ids["AWS::EC2::Instance"]?.includes(id));
    expect(gone).toHaveLength(4);
    expect(later.counts).toEqual(truth.counts);
  });

  test("relations resolve: disks, subnets, networks, groups, targets", async () => {
    const aws = sampleAws({ now: NOW, pageSize: 1000 });
    for (const region of truth.regions) {
      const instances = ((await aws.call("ec2:DescribeInstances", {}, region)).Reservations ?? []).flatMap<Instance>(
        (one) => one.Instances ?? [],
      );
      const volumes = new Map<string | undefined, Volume>(
        (await aws.call("ec2:DescribeVolumes", {}, region)).Volumes?.map((one) => [one.VolumeId, one]),
      );
      for (const { InstanceId, SubnetId = "", VpcId, SecurityGroups = [], BlockDeviceMappings = [] } of instances) {
        const { Subnets = [] } = await aws.call("ec2:DescribeSubnets", { SubnetIds: [SubnetId] }, region);
        expect(Subnets[0]?.VpcId).toBe(VpcId);
        await aws.call(
          "ec2:DescribeSecurityGroups",
          { GroupIds: SecurityGroups.map(({ GroupId = "" }) => GroupId) },
          region,
        );
        expect(BlockDeviceMappings.length).toBeGreaterThan(0);
        for (const { Ebs } of BlockDeviceMappings)
          expect(volumes.get(Ebs?.VolumeId)?.Attachments?.[0]?.InstanceId).toBe(InstanceId);
      }
      const ids = instances.map(({ InstanceId }) => InstanceId);
      const { LoadBalancers = [] } = await aws.call("elasticloadbalancing:DescribeLoadBalancers", {}, region);
      for (const { LoadBalancerArn } of LoadBalancers) {
        const { TargetGroups = [] } = await aws.call(
          "elasticloadbalancing:DescribeTargetGroups",
          { LoadBalancerArn },
          region,
        );
        for (const { TargetGroupArn, TargetType } of TargetGroups) {
          const { TargetHealthDescriptions = [] } = await aws.call(
            "elasticloadbalancing:DescribeTargetHealth",
            { TargetGroupArn },
            region,
          );
          if (TargetType === "instance")
            for (const { Target } of TargetHealthDescriptions) expect(ids).toContain(Target?.Id);
        }
      }
    }
  });

  test("misses Owner or CostCenter on about one thing in seven", async () => {
    const aws = sampleAws({ now: NOW, pageSize: 1000 });
    const tagged = await Promise.all(
      truth.ids["AWS::Lambda::Function"]?.map(
        async (Resource) => (await aws.call("lambda:ListTags", { Resource }, Resource.split(":")[3] ?? "")).Tags ?? {},
      ) ?? [],
    );
    for (const region of truth.regions) {
      const { Volumes = [] } = await aws.call("ec2:DescribeVolumes", {}, region);
      tagged.push(
        ...Volumes.map(({ Tags = [] }) => Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]))),
      );
    }
    const share = tagged.filter((tags) => !tags.Owner || !tags.CostCenter).length / tagged.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.25);
  });

  test("a scan of everything costs little", async () => {
    const started = performance.now();
    const aws = sampleAws({ now: NOW });
    for (const region of truth.regions) await idsIn(aws, region);
    await bucketNames(aws);
    // 50 ms is the goal for a whole scan; ten times that fails even on a busy machine only when something is wrong.
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("errors of the sample account", () => {
  const aws = sampleAws({ now: NOW });
  const failure = async (answer: Promise<unknown>) => {
    const error = await answer.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof AwsError ? `${error.failure} ${error.code}` : String(error);
  };
  const [sealed = ""] = truth.sealedBuckets;
  const cases: [string, Promise<unknown>, string][] = [
    ["a region that is off", aws.call("ec2:DescribeInstances", {}, "me-south-1"), "region-off AuthFailure"],
    ["a token of nobody", aws.call("ec2:DescribeVolumes", { NextToken: "x" }, "us-east-1"), "invalid InvalidNextToken"],
    [
      "an unknown filter",
      aws.call("ec2:DescribeVpcs", { Filters: [{ Name: "vpcid", Values: ["x"] }] }, "us-east-1"),
      "invalid InvalidParameterValue",
    ],
    [
      "a subnet that is not there",
      aws.call("ec2:DescribeSubnets", { SubnetIds: ["subnet-0"] }, "us-east-1"),
      "absent InvalidSubnetID.NotFound",
    ],
    [
      "a bucket without policy",
      aws.call("s3:GetBucketReplication", { Bucket: "juniper-web-assets" }, "us-east-1"),
      "absent ReplicationConfigurationNotFoundError",
    ],
    [
      "a bucket of another region",
      aws.call("s3:GetBucketPolicy", { Bucket: "juniper-erp-files" }, "us-east-1"),
      "invalid PermanentRedirect",
    ],
    ["a bucket that refuses", aws.call("s3:GetBucketAcl", { Bucket: sealed }, "us-east-1"), "refused AccessDenied"],
    [
      "a function without URL",
      aws.call("lambda:GetFunctionUrlConfig", { FunctionName: "checkout-refund" }, "us-east-1"),
      "absent ResourceNotFoundException",
    ],
    [
      "eleven services at once",
      aws.call(
        "ecs:DescribeServices",
        { cluster: "juniper-production", services: Array.from({ length: 11 }, String) },
        "us-east-1",
      ),
      "invalid InvalidParameterException",
    ],
    [
      "the account's public access block",
      aws.call("s3control:GetPublicAccessBlock", { AccountId: truth.accountId }, "us-east-1"),
      "absent NoSuchPublicAccessBlockConfiguration",
    ],
  ];
  for (const [name, answer, expected] of cases) {
    answer.catch(() => {}); // awaited by its own test, which may start later
    test(name, async () => expect(await failure(answer)).toBe(expected));
  }

  test("a token of another list is refused", async () => {
    const { NextToken } = await aws.call("ec2:DescribeVolumes", {}, "us-east-1");
    expect(NextToken).toBeString();
    expect(await failure(aws.call("ec2:DescribeSubnets", { NextToken }, "us-east-1"))).toBe("invalid InvalidNextToken");
    expect(await failure(aws.call("ec2:DescribeVolumes", { NextToken }, "eu-west-1"))).toBe("invalid InvalidNextToken");
  });
});

describe("cloudwatch:GetMetricData of the sample account", () => {
  const START = new Date("2026-11-07T00:00:00Z");
  const END = new Date("2026-11-21T00:00:00Z");
  const query = (InstanceId: string, Id: string, Stat: string, Period: number, MetricName = "CPUUtilization") => ({
    Id,
    MetricStat: {
      Metric: { Namespace: "AWS/EC2", MetricName, Dimensions: [{ Name: "InstanceId", Value: InstanceId }] },
      Period,
      Stat,
    },
  });
  const idOf = async (name: string) => {
    const { Reservations = [] } = await sampleAws({ now: NOW, pageSize: 1000 }).call(
      "ec2:DescribeInstances",
      {},
      "us-east-1",
    );
    const found = Reservations.flatMap((one) => one.Instances ?? []).find(({ Tags = [] }) =>
      Tags.some(({ Value }) => Value === name),
    );
    return found?.InstanceId ?? "";
  };

  test("an idle runner has a CPU of one to two percent over fourteen days, a busy server does not, a stopped one has none", async () => {
    const aws = sampleAws({ now: NOW });
    const names = ["platform-ci-runner-1", "checkout-api-1", "development-data-lake-notebook-1"];
    const ids = await Promise.all(names.map(idOf));
    const answer = await aws.call(
      "cloudwatch:GetMetricData",
      {
        StartTime: START,
        EndTime: END,
        MetricDataQueries: ids.map((id, at) => query(id, `m${at}`, "Average", 86_400)),
      },
      "us-east-1",
    );
    const [idle = [], busy = [], stopped = []] = answer.MetricDataResults?.map(({ Values }) => Values ?? []) ?? [];
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(idle).toHaveLength(14);
    expect(mean(idle)).toBeGreaterThan(0.9);
    expect(mean(idle)).toBeLessThan(2);
    expect(mean(busy)).toBeGreaterThan(30);
    expect(stopped).toEqual([]);
  });

  test("pages of hourly values are the hours in one page, and their mean is the day's", async () => {
    const id = await idOf("checkout-api-1");
    const input = {
      StartTime: START,
      EndTime: END,
      MetricDataQueries: [query(id, "a", "Average", 3600), query(id, "b", "Sum", 3600, "NetworkIn")],
    };
    const whole = await sampleAws({ now: NOW }).call("cloudwatch:GetMetricData", input, "us-east-1");
    const aws = sampleAws({ now: NOW });
    const paged = await all(
      aws,
      "cloudwatch:GetMetricData",
      "us-east-1",
      (NextToken) => ({ ...input, MaxDatapoints: 100, NextToken }),
      (a) => ({
        items: a.MetricDataResults?.flatMap(({ Id, Values = [] }) => Values.map((value) => `${Id} ${value}`)),
        next: a.NextToken,
      }),
    );
    const expected =
      whole.MetricDataResults?.flatMap(({ Id, Values = [] }) => Values.map((value) => `${Id} ${value}`)) ?? [];
    expect(expected).toHaveLength(2 * 14 * 24);
    expect(paged.pages).toBe(7);
    expect(paged.items.toSorted()).toEqual(expected.toSorted());

    const daily = await sampleAws({ now: NOW }).call(
      "cloudwatch:GetMetricData",
      { ...input, MetricDataQueries: [query(id, "a", "Average", 86_400)] },
      "us-east-1",
    );
    const hours = whole.MetricDataResults?.[0]?.Values?.slice(-24) ?? [];
    expect(daily.MetricDataResults?.[0]?.Values?.at(-1)).toBeCloseTo(hours.reduce((a, b) => a + b, 0) / 24, 8);
  });
});
