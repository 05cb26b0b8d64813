import type { SecurityGroup } from "@aws-sdk/client-ec2";
import * as z from "zod";
import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, edges, fields, type Reading, settle, tagsOf } from "./reading.ts";

/** A filter takes 200 values (EC2 API reference, Filter), and each page asks where its own groups are used. */
const PAGE_SIZE = 200;
const PAGES_MAX = 50;
/** The most that ListFunctions returns, and how often it is asked before the cursor is kept. */
const FUNCTIONS_MAX = 50;
const FUNCTION_PAGES = 10;

/**
 * Which groups functions use is read first, once for all pages, and goes with the cursor: AWS has no filter for it, so that
 * each page of groups would read all functions again.
 */
const Cursor = z.object({
  /** Groups that functions use, or why that is not known. */
  used: z.union([z.array(z.string()), z.object({ unread: z.string() })]),
  /** functions: `token` is where their list goes on. groups: all of them were read, and it is that of the groups. */
  at: z.enum(["functions", "groups"]),
  token: z.string().nullable(),
});
type Cursor = z.infer<typeof Cursor>;
const START: Cursor = { used: [], at: "functions", token: null };

export default resourceType({
  type: "AWS::EC2::SecurityGroup",
  service: "ec2",
  label: "Security group",
  where: "each-region",
  calls: ["ec2:DescribeSecurityGroups", "ec2:DescribeNetworkInterfaces", "lambda:ListFunctions"],
  async list(aws, place, cursor) {
    const from = cursor === null ? START : parseCursor(cursor);
    if (from.at === "functions")
      return { resources: [], next: JSON.stringify(await readFunctions(aws, place.region, from)) };
    const request = { MaxResults: PAGE_SIZE, NextToken: from.token ?? undefined };
    const page = await aws.call("ec2:DescribeSecurityGroups", request, place.region);
    const groups = page.SecurityGroups ?? [];
    const isInUse = await findUse(aws, place.region, groups, from.used);
    const resources = groups.map((group) => {
      const id = group.GroupId ?? "";
      const { config, unread } = settle({ InUse: isInUse(id) });
      const permissions = [...(group.IpPermissions ?? [])];
      return discovered(place, {
        type: "AWS::EC2::SecurityGroup",
        nativeId: id,
        arn: arnOf(place, "ec2", `security-group/${id}`),
        name: group.GroupName ?? id,
        tags: tagsOf(group.Tags),
        config: {
          ...fields(group, "GroupId", "GroupName", "Description", "VpcId", "IpPermissions", "IpPermissionsEgress"),
          ...config,
        },
        unread,
        public: permissions.some(
          ({ IpRanges, Ipv6Ranges }) =>
            IpRanges?.some((range) => range.CidrIp === "0.0.0.0/0") ||
            Ipv6Ranges?.some((range) => range.CidrIpv6 === "::/0"),
        ),
        relations: edges("partOf", "AWS::EC2::VPC", [group.VpcId]),
      });
    });
    const next: Cursor | null = page.NextToken ? { ...from, token: page.NextToken } : null;
    return { resources, next: next && JSON.stringify(next) };
  },
});

/** One that an older release wrote is no JSON: then the list is read from its beginning. */
function parseCursor(text: string): Cursor {
  if (!text.startsWith("{")) return START;
  return Cursor.safeParse(JSON.parse(text)).data ?? START;
}

async function readFunctions(aws: Aws, region: string, { used, token }: Cursor): Promise<Cursor> {
  const found = new Set(Array.isArray(used) ? used : []);
  let Marker = token ?? undefined;
  const reading = await attempt(async () => {
    for (let page = 0; page < FUNCTION_PAGES; page++) {
      const { Functions = [], NextMarker } = await aws.call(
        "lambda:ListFunctions",
        { MaxItems: FUNCTIONS_MAX, Marker },
        region,
      );
      for (const id of Functions.flatMap(({ VpcConfig }) => VpcConfig?.SecurityGroupIds ?? [])) found.add(id);
      Marker = NextMarker || undefined;
      if (!Marker) return;
    }
  });
  if ("unread" in reading) return { used: { unread: reading.unread }, at: "groups", token: null };
  return { used: [...found], at: Marker ? "functions" : "groups", token: Marker ?? null };
}

/**
 * In use: attached to a network interface, named by a rule of another group, or set on a Lambda function
 * (whose interface may not exist yet). Each question is asked only about the groups still open;
 * "not in use" is said only when all three were answered.
 */
async function findUse(aws: Aws, region: string, groups: readonly SecurityGroup[], byFunctions: Cursor["used"]) {
  const open = new Set(groups.flatMap((group) => group.GroupId ?? []));
  const refused: string[] = [];
  const settleBy = async (question: () => Promise<Iterable<string | undefined>>) => {
    if (open.size === 0) return;
    const reading = await attempt(question);
    if ("unread" in reading) refused.push(reading.unread);
    else for (const id of reading.value ?? []) if (id) open.delete(id);
  };
  await settleBy(() => attachedGroups(aws, region, [...open]));
  await settleBy(async () => groups.flatMap(namedGroups));
  await settleBy(() => groupsNamedElsewhere(aws, region, [...open]));
  if ("unread" in byFunctions) refused.push(byFunctions.unread);
  else for (const id of byFunctions) open.delete(id);
  return (id: string): Reading<boolean> => {
    if (!open.has(id)) return { value: true };
    return refused[0] === undefined ? { value: false } : { unread: refused[0] };
  };
}

const attachedGroups = (aws: Aws, region: string, ids: string[]) =>
  allPages(PAGES_MAX, async (NextToken) => {
    const request = { Filters: [{ Name: "group-id", Values: ids }], MaxResults: 1000, NextToken };
    const answer = await aws.call("ec2:DescribeNetworkInterfaces", request, region);
    const attached = (answer.NetworkInterfaces ?? []).flatMap((item) => item.Groups ?? []);
    return { items: attached.map((group) => group.GroupId), next: answer.NextToken };
  });

/** Groups that the rules of another group name as source or destination. */
const namedGroups = (group: SecurityGroup) =>
  [...(group.IpPermissions ?? []), ...(group.IpPermissionsEgress ?? [])]
    .flatMap((permission) => permission.UserIdGroupPairs ?? [])
    .flatMap((pair) => (pair.GroupId && pair.GroupId !== group.GroupId ? [pair.GroupId] : []));

async function groupsNamedElsewhere(aws: Aws, region: string, ids: string[]) {
  const named: string[] = [];
  for (const Name of ["ip-permission.group-id", "egress.ip-permission.group-id"]) {
    const groups = await allPages(PAGES_MAX, async (NextToken) => {
      const request = { Filters: [{ Name, Values: ids }], MaxResults: 1000, NextToken };
      const answer = await aws.call("ec2:DescribeSecurityGroups", request, region);
      return { items: answer.SecurityGroups, next: answer.NextToken };
    });
    named.push(...groups.flatMap(namedGroups));
  }
  return named;
}
