import { expect, test } from "bun:test";
import { type Aws, type AwsCall, AwsError } from "../../ports/aws.ts";
import type { Discovered } from "../resource-type.ts";
import securityGroup from "./security-group.ts";

const PLACE = { accountId: "123456789012", partition: "aws", region: "us-east-1", now: new Date() };
const GROUPS = 450;
const FUNCTIONS = 620;
const groupId = (n: number) => `sg-${n.toString(16).padStart(17, "0")}`;

/** Every fifth function uses the group of its number; nothing else uses a group. */
function account({ refuses }: { refuses?: AwsCall } = {}) {
  const asked: string[] = [];
  const page = (from: string | undefined, size: number, total: number) => {
    const start = Number(from ?? 0);
    const end = Math.min(total, start + size);
    return {
      numbers: Array.from({ length: end - start }, (_, n) => start + n),
      next: end < total ? `${end}` : undefined,
    };
  };
  const answers: Record<string, (input: Record<string, unknown>) => unknown> = {
    "ec2:DescribeNetworkInterfaces": () => ({ NetworkInterfaces: [] }),
    "ec2:DescribeSecurityGroups": ({ Filters, NextToken, MaxResults }) => {
      if (Filters) return { SecurityGroups: [] };
      const { numbers, next } = page(NextToken?.toString(), Number(MaxResults), GROUPS);
      return { SecurityGroups: numbers.map((n) => ({ GroupId: groupId(n) })), NextToken: next };
    },
    "lambda:ListFunctions": ({ Marker, MaxItems }) => {
      const { numbers, next } = page(Marker?.toString(), Number(MaxItems), FUNCTIONS);
      const Functions = numbers.map((n) => (n % 5 ? {} : { VpcConfig: { SecurityGroupIds: [groupId(n)] } }));
      return { Functions, NextMarker: next };
    },
  };
  const aws = {
    call: async (call: AwsCall, input: Record<string, unknown>) => {
      asked.push(call);
      if (call === refuses) throw new AwsError("refused", call, "us-east-1", "AccessDenied", `${call} was refused.`);
      return answers[call]?.(input);
    },
  };
  // The answers are those of AWS, told by their names.
  return { aws: aws as unknown as Aws, count: (call: AwsCall) => asked.filter((one) => one === call).length };
}

/** As a scan reads it that is killed after each page: only the cursor goes on. */
async function readAll(aws: Aws, cursor: string | null = null) {
  const resources: Discovered[] = [];
  do {
    const page = await securityGroup.list(aws, PLACE, cursor);
    resources.push(...page.resources);
    cursor = page.next;
  } while (cursor !== null);
  return resources;
}

test("all functions are listed once, however many pages of groups there are", async () => {
  const { aws, count } = account();
  const groups = await readAll(aws);
  expect(groups.map(({ config }) => config.InUse)).toEqual(Array.from({ length: GROUPS }, (_, n) => n % 5 === 0));
  expect(count("lambda:ListFunctions")).toBe(13);
});

test("when functions may not be listed, a group without another use is not called unused", async () => {
  const { aws } = account({ refuses: "lambda:ListFunctions" });
  const groups = await readAll(aws);
  expect(groups).toHaveLength(GROUPS);
  for (const { config, unread } of groups) {
    expect(config).not.toHaveProperty("InUse");
    expect(unread).toEqual({ InUse: "lambda:ListFunctions was refused." });
  }
});

test("a cursor that an older release wrote begins again", async () => {
  expect(await readAll(account().aws, "eyJ2IjoxfQ==")).toHaveLength(GROUPS);
  expect(await readAll(account().aws, '{"v":1}')).toHaveLength(GROUPS);
});
