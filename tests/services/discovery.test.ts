import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { fields, judge, rulesFor } from "../../src/findings/judge.ts";
import {
  type DiscoveredPage,
  discoverRegions,
  discoverService,
  identify,
  placesOf,
  SERVICES,
} from "../../src/inventory/discover.ts";
import { SESSION_POLICY } from "../../src/inventory/policy.ts";
import type { Discovered } from "../../src/inventory/resource-type.ts";
import { RESOURCE_TYPES } from "../../src/inventory/types/index.ts";
import { assumeRole, awsFromCredentials } from "../../src/ports/aws-sdk.ts";
import { type FakeAws, fakeAws } from "../fakes/aws.ts";
import { PAGED } from "../fakes/aws-pages.ts";
import { accountSetup } from "./account-setup.ts";
import { fillGaps } from "./connections.ts";
import { findMoto, MOTO_KEYS, type Moto, play, startMoto } from "./moto.ts";

const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 14 cases (moto_server is neither on PATH nor in MOTO_SERVER)");

const REGIONS = ["us-east-1", "eu-west-1"];
/** The types that the account of accountSetup holds, several in each region; the oracle's cases hold the others. */
const HELD = [
  "AWS::EC2::VPC",
  "AWS::EC2::Subnet",
  "AWS::EC2::SecurityGroup",
  "AWS::EC2::Volume",
  "AWS::EC2::Instance",
  "AWS::RDS::DBInstance",
  "AWS::S3::Bucket",
  "AWS::Lambda::Function",
  "AWS::ECS::Service",
  "AWS::ElasticLoadBalancingV2::LoadBalancer",
];
/** moto answers 500 there (fillGaps answers for it). */
const MOTO_LACKS = "AWS::EC2::CapacityReservation";
const READ = SERVICES.filter((service) =>
  RESOURCE_TYPES.some((one) => one.service === service && HELD.includes(one.type)),
);
const NOW = new Date("2026-11-20T12:00:00Z");
const JUDGE = { accountId: "123456789012", settings: { requiredTags: ["Team"] }, now: NOW };
const PLACE = { accountId: "123456789012", partition: "aws", region: "us-east-1", now: NOW };

describe.if(HERE)("the real SDK against moto", () => {
  let moto: Moto;
  let fake: FakeAws;
  function clear() {
    fake.clear();
    fillGaps(fake);
  }
  const port = (endpoint = fake.url) => awsFromCredentials({ ...MOTO_KEYS, endpoint });

  beforeAll(async () => {
    moto = await startMoto();
    fake = fakeAws(moto.url);
    for (const region of REGIONS) await play(moto.url, accountSetup(region));
  }, 120_000);
  afterAll(async () => {
    fake?.stop();
    await moto?.stop();
  });
  beforeEach(() => clear());

  async function pagesOf(
    service: string,
    region = "us-east-1",
    cursor: string | null = null,
    aws = port(),
  ): Promise<DiscoveredPage[]> {
    return Array.fromAsync(discoverService(aws, service, { ...PLACE, region }, cursor));
  }
  async function everything(aws = port(), without = ""): Promise<Discovered[]> {
    const found: Discovered[] = [];
    for (const service of READ)
      for (const region of placesOf(service, REGIONS, "aws"))
        for (const page of await pagesOf(service, region, null, aws)) {
          if (page.type === without) continue;
          expect({ type: page.type, failure: page.failure }).toEqual({ type: page.type, failure: null });
          found.push(...page.resources);
        }
    return found.sort((a, b) => (`${a.type} ${a.arn}` < `${b.type} ${b.arn}` ? -1 : 1));
  }

  test("whose keys they are, and the enabled regions only", async () => {
    expect(await identify(port())).toMatchObject({ accountId: "123456789012", partition: "aws" });
    const regions = (await discoverRegions(port())).map((region) => region.name);
    expect(regions).toContain("eu-west-1");
    expect(regions).not.toContain("ap-east-1");
  });

  test("pages of five give the same resources as one page, in two regions and for every type", async () => {
    const whole = await everything();
    const requests = fake.seen.length;
    clear();
    fake.shrinkPages(5);
    const paged = await everything();
    expect(paged).toEqual(whole);
    // moto itself ignores some limits and cuts some lists without a token; neither may lose anything.
    const arns = (some: readonly Discovered[]) => some.map(({ arn }) => arn);
    expect(arns(await everything(port(moto.url), MOTO_LACKS))).toEqual(arns(whole));
    console.log(
      `${whole.length} resources of ${new Set(whole.map((r) => r.type)).size} types; ${requests} requests whole, ${fake.seen.length} in pages of 5`,
    );
    for (const type of HELD) {
      const regions = new Set(whole.filter((resource) => resource.type === type).map((resource) => resource.region));
      expect({ type, regions: [...regions].sort() }).toEqual({ type, regions: [...REGIONS].sort() });
    }
    expect(fake.seen.filter((seen) => seen.outcome === "unknown")).toEqual([]);
    expect(new Set(whole.map((resource) => resource.arn)).size).toBe(whole.length);
    const made =
      accountSetup("us-east-1").filter(({ op }) => op === "CreateService" || op === "CreateBucket").length * 2;
    expect(whole.filter(({ type }) => type === "AWS::ECS::Service" || type === "AWS::S3::Bucket")).toHaveLength(made);
  });

  test("any page can be the last before a break: going on from its cursor finds the rest", async () => {
    fake.shrinkPages(5);
    for (const service of ["ec2", "ecs", "s3"]) {
      const pages = await pagesOf(service);
      const arns = (some: DiscoveredPage[]) => some.flatMap((page) => page.resources.map((resource) => resource.arn));
      for (const [index, page] of pages.entries()) {
        // Every cursor would read the service as often as it has pages.
        if (page.cursor === null || index % 5 !== 0) continue;
        expect(arns(await pagesOf(service, "us-east-1", page.cursor))).toEqual(arns(pages.slice(index + 1)));
      }
      expect(pages.at(-1)?.cursor).toBeNull();
    }
  }, 240_000);

  test("relations, tags and columns are filled from what was read", async () => {
    const all = (await everything()).filter((resource) => resource.region === "us-east-1");
    const of = (type: string) => all.filter((resource) => resource.type === type);
    const edgesOf = (type: string) =>
      new Set(of(type).flatMap((resource) => resource.relations.map((edge) => edge.toType)));
    expect(edgesOf("AWS::EC2::Instance")).toEqual(
      new Set(["AWS::EC2::Subnet", "AWS::EC2::Volume", "AWS::EC2::SecurityGroup", "AWS::IAM::InstanceProfile"]),
    );
    expect(edgesOf("AWS::ElasticLoadBalancingV2::LoadBalancer")).toContain("AWS::EC2::Instance");
    expect(edgesOf("AWS::Lambda::Function")).toContain("AWS::IAM::Role");
    expect(edgesOf("AWS::ECS::Service")).toContain("AWS::ECS::Cluster");
    // Every edge to a type that is read ends at something that was found.
    const known = new Set(all.flatMap((resource) => [resource.arn, resource.nativeId]));
    const read = new Set(RESOURCE_TYPES.filter(({ service }) => READ.includes(service)).map(({ type }) => type));
    // Snapshots outlive their volumes.
    const lasting = all.filter(({ type }) => type !== "AWS::EC2::Snapshot");
    const loose = lasting.flatMap((r) => r.relations.filter((edge) => read.has(edge.toType) && !known.has(edge.to)));
    expect(loose).toEqual([]);
    for (const type of HELD) {
      const tagged = of(type).filter((resource) => resource.tags?.Team === "shop");
      expect({ type, tagged: tagged.length > 0 }).toEqual({ type, tagged: true });
    }
  });

  test("a secret in an environment variable is reported by its name; its value appears nowhere", async () => {
    const [page] = await pagesOf("lambda");
    expect(JSON.stringify(page?.resources)).not.toContain("hunter2");
    expect(page?.resources.flatMap((resource) => resource.config.EnvironmentSecrets)).toContainEqual({
      variable: "DB_PASSWORD",
      pattern: "secret-by-name",
    });
  });

  /** Asked about members of a cluster, tasks on Fargate and uploads that were begun only; the account has none. */
  const RARE = [
    "rds:DescribeDBClusters",
    "rds:DescribeDBClusterParameters",
    "ecs:DescribeTaskDefinition",
    "s3:ListParts",
  ];
  const lists = new Set([...Object.keys(PAGED), "ecs:DescribeServices"]);
  const sideReads = (type: (typeof RESOURCE_TYPES)[number]) =>
    type.calls
      .filter((call) => !RARE.includes(call))
      .filter((call) => !lists.has(call) || (call === "lambda:ListFunctions" && type.service === "ec2"));

  test("a refused read beside the list leaves its field unread, with the reason, and every rule that needs it UNKNOWN", async () => {
    let refused = 0;
    let unknown = 0;
    for (const type of RESOURCE_TYPES.filter((one) => HELD.includes(one.type)))
      for (const call of sideReads(type)) {
        clear();
        fake.refuse(call);
        const resources: Discovered[] = [];
        // A cursor that holds only the type starts there.
        for await (const page of discoverService(port(), type.service, PLACE, type.type)) {
          if (page.type !== type.type) break;
          expect({ call, failure: page.failure }).toEqual({ call, failure: null });
          resources.push(...page.resources);
        }
        const unread = resources.flatMap((resource) =>
          Object.entries(resource.unread).flatMap(([field, why]) => (why.includes(call) ? [{ resource, field }] : [])),
        );
        expect({ type: type.type, call, isUnread: unread.length > 0 }).toEqual({
          type: type.type,
          call,
          isUnread: true,
        });
        for (const { resource, field } of unread) {
          expect(resource.config).not.toHaveProperty([field]);
          for (const rule of rulesFor(resource.type)) {
            const verdict = judge(rule, resource, JUDGE);
            const asks = fields(rule).includes(field) || rule.needs?.some((need) => need === field);
            if (asks)
              expect({ rule: rule.id, field, status: verdict.status }).toEqual({
                rule: rule.id,
                field,
                status: "UNKNOWN",
              });
            if (asks) unknown++;
          }
        }
        refused++;
      }
    expect(unknown).toBeGreaterThan(100);
    console.log(`${refused} reads refused one by one, ${unknown} verdicts UNKNOWN because of it`);
  }, 120_000);

  test("a refused list says so for its type, and the other types of the service are still read", async () => {
    fake.refuse("ec2:DescribeVolumes");
    const pages = await pagesOf("ec2");
    const failed = pages.filter((page) => page.failure);
    expect(failed.map((page) => page.type)).toEqual(["AWS::EC2::Volume"]);
    expect(failed[0]).toMatchObject({
      resources: [],
      isLast: false,
      failure: { failure: "refused", call: "ec2:DescribeVolumes", code: "UnauthorizedOperation" },
    });
    expect(new Set(pages.filter((page) => page.isLast).map((page) => page.type)).size).toBe(
      RESOURCE_TYPES.filter(({ service }) => service === "ec2").length - 1,
    );
  });

  test("a list refused in each service's own protocol is understood", async () => {
    for (const [service, call] of [
      ["rds", "rds:DescribeDBInstances"],
      ["s3", "s3:ListBuckets"],
      ["lambda", "lambda:ListFunctions"],
      ["ecs", "ecs:ListClusters"],
      ["elasticloadbalancing", "elasticloadbalancing:DescribeLoadBalancers"],
    ] as const) {
      clear();
      fake.refuse(call);
      const refused = (await pagesOf(service)).filter((page) => page.failure?.call === call);
      expect(refused.length).toBeGreaterThan(0);
      for (const page of refused) expect(page).toMatchObject({ resources: [], failure: { failure: "refused", call } });
      clear();
      fake.refuseByScp(call);
      const page = (await pagesOf(service)).find(({ failure }) => failure?.call === call);
      expect(page?.failure?.message).toContain("service control policy (SCP)");
    }
  });

  test("throttling is waited out; when it lasts, the type is unknown and says why", async () => {
    fake.throttle("ec2:DescribeVpcs", { times: 2 });
    expect((await pagesOf("ec2")).every((page) => page.failure === null)).toBe(true);
    clear();
    for (const [service, call] of [
      ["ec2", "ec2:DescribeVolumes"],
      ["rds", "rds:DescribeDBInstances"],
      ["s3", "s3:ListBuckets"],
      ["lambda", "lambda:ListFunctions"],
      ["ecs", "ecs:ListClusters"],
    ] as const) {
      clear();
      fake.throttle(call);
      const failed = (await pagesOf(service)).find((page) => page.failure);
      expect(failed?.failure).toMatchObject({ failure: "throttled", call });
      expect(fake.seen.filter((seen) => seen.action === call).length).toBe(
        4 * RESOURCE_TYPES.filter((type) => type.service === service && type.calls[0] === call).length,
      );
    }
  }, 120_000);

  test("an answer that breaks off in the middle is asked for again, never taken for the whole", async () => {
    const whole = await pagesOf("ec2");
    clear();
    fake.breakOff("ec2:DescribeVolumes", { times: 2 });
    expect(await pagesOf("ec2")).toEqual(whole);
    expect(fake.seen.filter((seen) => seen.outcome === "broken")).toHaveLength(2);
    clear();
    fake.breakOff("s3:ListBuckets");
    expect((await pagesOf("s3")).find(({ type }) => type === "AWS::S3::Bucket")).toMatchObject({
      resources: [],
      failure: { failure: "unavailable" },
    });
  }, 60_000);

  test("a page that fails in the middle of a list leaves the type open, and the pages before it stand", async () => {
    fake.shrinkPages(5);
    const before = (await pagesOf("ec2")).filter((page) => page.type === "AWS::EC2::Volume");
    expect(before.length).toBeGreaterThan(1);
    const pages: DiscoveredPage[] = [];
    for await (const page of discoverService(port(), "ec2", PLACE)) {
      pages.push(page);
      if (page.type === "AWS::EC2::Volume" && page.failure === null) fake.refuse("ec2:DescribeVolumes");
    }
    const volumes = pages.filter((page) => page.type === "AWS::EC2::Volume");
    expect(volumes.map((page) => page.failure?.failure ?? null)).toEqual([null, "refused"]);
    expect(volumes.some((page) => page.isLast)).toBe(false);
  });

  test("a region that is off and keys that are gone end the scan of the service with their own reason", async () => {
    fake.turnOff("ap-east-1");
    for (const service of SERVICES.filter((name) => name !== "s3"))
      await expect(pagesOf(service, "ap-east-1")).rejects.toMatchObject({ name: "AwsError", failure: "region-off" });
    clear();
    fake.revoke(MOTO_KEYS.accessKeyId);
    for (const service of SERVICES) await expect(pagesOf(service)).rejects.toMatchObject({ failure: "credentials" });
    await expect(identify(port())).rejects.toMatchObject({ failure: "credentials" });
  });

  test("a role is assumed with its external id only", async () => {
    const roleArn = "arn:aws:iam::123456789012:role/devcontrol";
    fake.requireExternalId(roleArn, "0123456789abcdef");
    const request = { roleArn, sessionName: "test", narrowedTo: SESSION_POLICY, region: "us-east-1" };
    const keys = await assumeRole(port(), { ...request, externalId: "0123456789abcdef" });
    expect(keys.expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(await identify(awsFromCredentials({ ...keys, endpoint: fake.url }))).toMatchObject({
      accountId: "123456789012",
    });
    for (const externalId of ["wrong", null])
      await expect(assumeRole(port(), { ...request, externalId })).rejects.toMatchObject({ failure: "credentials" });
  });

  test("Cost Explorer's errors keep their meaning", async () => {
    const ask = () =>
      port().call(
        "ce:GetCostAndUsage",
        { TimePeriod: { Start: "2026-11-01", End: "2026-11-02" }, Granularity: "DAILY", Metrics: ["UnblendedCost"] },
        "us-east-1",
      );
    for (const [code, failure] of [
      ["DataUnavailableException", "absent"],
      ["BillExpirationException", "invalid"],
      ["RequestChangedException", "invalid"],
      ["InvalidNextTokenException", "invalid"],
      ["AccessDeniedException", "refused"],
    ] as const) {
      clear();
      fake.fail("ce:GetCostAndUsage", { status: 400, code, message: "said by AWS" });
      await expect(ask()).rejects.toMatchObject({ failure, code });
    }
    clear();
    fake.throttle("ce:GetCostAndUsage");
    await expect(ask()).rejects.toMatchObject({ failure: "throttled", code: "LimitExceededException" });
  }, 30_000);
});
