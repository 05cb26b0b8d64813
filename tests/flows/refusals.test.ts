import { describe, expect, test } from "bun:test";
import { judge, rulesFor } from "../../src/findings/judge.ts";
import type { Discovered, ResourceType } from "../../src/inventory/resource-type.ts";
import { RESOURCE_TYPES } from "../../src/inventory/types/index.ts";
import { only } from "../../src/inventory/types/reading.ts";
import { AwsError } from "../../src/ports/aws.ts";
import { oneOfEach } from "../fakes/aws-one-of-each.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const account = oneOfEach(NOW);
const PLACE = { accountId: account.accountId, partition: "aws", region: "eu-west-1", now: NOW };
const JUDGE = { accountId: PLACE.accountId, settings: { requiredTags: ["Team"] }, now: NOW };
const PAGES_MAX = 20;

/** A copy whose region is not known stays in `Replication` without it, and S3-015 says UNKNOWN by itself. */
const LEFT_OUT = ["AWS::S3::Bucket s3:GetBucketLocation"];

/** The type's resources, or the refusal of its list. */
async function read(type: ResourceType): Promise<Discovered[] | AwsError> {
  const found: Discovered[] = [];
  const region = type.where === "once" ? "us-east-1" : PLACE.region;
  try {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await type.list(only(account.aws, type.calls), { ...PLACE, region }, cursor);
      found.push(...answer.resources);
      cursor = answer.next;
      if (cursor === null) break;
    }
    return found;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

const verdictsOf = (resource: Discovered) =>
  rulesFor(resource.type).map((rule) => ({ rule: rule.id, status: judge(rule, resource, JUDGE).status }));
const identity = ({ region, arn, nativeId }: Discovered) => `${region} ${arn} ${nativeId}`;

describe.each(RESOURCE_TYPES.map((type): [string, ResourceType] => [type.type, type]))("%s", (_, type) => {
  test("is there to be read", async () => {
    account.refused.clear();
    const whole = await read(type);
    if (whole instanceof AwsError) throw whole;
    expect(whole.length).toBeGreaterThan(0);
    // Some buckets of the sample refuse by a policy of their own.
    expect(whole.some(({ unread }) => Object.keys(unread).length === 0)).toBe(true);
  });

  test.each(type.calls.map((call) => [call]))(
    "%s refused: what it would have told is unknown, and no rule decides on it",
    async (call) => {
      account.refused.clear();
      account.asked.clear();
      const whole = await read(type);
      if (whole instanceof AwsError) throw whole;
      expect(account.asked.has(call)).toBe(true);
      account.refused.add(call);
      const refused = await read(type);
      account.refused.clear();
      // Nothing is known of the type then: its verdicts are forgotten (findings/store.ts).
      if (refused instanceof AwsError) return expect(refused).toMatchObject({ failure: "refused", call });
      const before = new Map(whole.map((resource) => [identity(resource), resource]));
      expect(refused.length).toBe(whole.length);
      const told = refused.flatMap(({ unread }) => Object.values(unread)).filter((reason) => reason.includes(call));
      const isLeftOut = LEFT_OUT.includes(`${type.type} ${call}`);
      expect(told.length > 0).toBe(!isLeftOut);
      for (const resource of refused) {
        const known = before.get(identity(resource));
        if (!known) throw new Error(`${identity(resource)} was not there before`);
        for (const field of new Set([...Object.keys(known.config), ...Object.keys(resource.config)]))
          if (!isLeftOut && JSON.stringify(known.config[field]) !== JSON.stringify(resource.config[field]))
            expect({ field, reason: resource.unread[field] ?? null, value: resource.config[field] }).toEqual({
              field,
              reason: expect.stringContaining(call),
              value: undefined,
            });
        if (JSON.stringify(known.tags) !== JSON.stringify(resource.tags)) expect(resource.unread.tags).toContain(call);
        if (JSON.stringify(known.metrics) !== JSON.stringify(resource.metrics))
          expect(resource.unread.metrics).toContain(call);
        const verdicts = new Map(verdictsOf(known).map(({ rule, status }) => [rule, status]));
        for (const { rule, status } of verdictsOf(resource))
          if (status !== "UNKNOWN") expect({ rule, status }).toMatchObject({ rule, status: verdicts.get(rule) });
      }
    },
  );
});
