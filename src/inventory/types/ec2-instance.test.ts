import { expect, test } from "bun:test";
import * as z from "zod";
import type { Aws } from "../../ports/aws.ts";
import { sampleAws } from "../../ports/aws-sample.ts";
import { measuresOf, quietOffHours } from "./ec2-usage.ts";
import { mean, most, newest, p99, perSecond, readUsage, sum } from "./usage.ts";

const NOW = new Date("2026-11-20T12:30:00Z");
const PLACE = { accountId: "123456789012", partition: "aws", region: "us-east-1", now: NOW };

test("values of a period become one number", () => {
  expect([mean([10, 20, 30]), most([40, 90, 50]), sum([1200, 600])]).toEqual([20, 90, 1800]);
  expect(p99(Array.from({ length: 200 }, (_, index) => index + 1))).toBe(198);
  expect(perSecond(300, p99)([600])).toBe(2);
  const days = [1, 3, 2].map((day) => new Date(Date.UTC(2026, 10, day)));
  expect(newest([10, 30, 20], days)).toBe(30);
});

test("nights and weekends without work are told from those with it", () => {
  const hours = Array.from({ length: 168 }, (_, hour) => new Date(Date.UTC(2026, 10, 16, hour)));
  const asleep = hours.map((at) => (at.getUTCHours() >= 7 && at.getUTCHours() < 19 && at.getUTCDay() % 6 ? 60 : 1));
  expect(quietOffHours(asleep, hours)).toBe(1);
  expect(
    quietOffHours(
      asleep.map(() => 60),
      hours,
    ),
  ).toBe(0);
});

test("what CloudWatch holds of a machine is read in one request, what it does not hold is null", async () => {
  const aws = sampleAws({ now: NOW });
  let requests = 0;
  const counting: Aws = {
    call: (...asked) => {
      requests++;
      return aws.call(...asked);
    },
  };
  const { Reservations = [] } = await aws.call("ec2:DescribeInstances", {}, "us-east-1");
  const instance = Reservations.flatMap(({ Instances = [] }) => Instances).find(
    ({ State }) => State?.Name === "running",
  );
  const usage = await readUsage(counting, PLACE, [
    measuresOf({ ...instance, Tags: [] }),
    measuresOf({ InstanceId: "i-0" }),
  ]);
  const unread: Record<string, string> = {};
  expect(usage(0, unread).cpuAverage14d).toBeGreaterThan(0);
  expect(usage(0, unread).cpuDatapoints14d).toBe(336);
  expect(usage(1, unread)).toMatchObject({ cpuAverage14d: null, cpuDatapoints14d: 0, networkInPerDay14d: null });
  expect(unread).toEqual({});
  expect(requests).toBeLessThanOrEqual(2);
});

test("a metric that several measures are made of is asked for once, and each is what it would be alone", async () => {
  const aws = sampleAws({ now: NOW });
  const { Reservations = [] } = await aws.call("ec2:DescribeInstances", {}, "us-east-1");
  const running = Reservations.flatMap(({ Instances = [] }) => Instances).filter(
    ({ State }) => State?.Name === "running",
  );
  const things = running.map((instance) => measuresOf({ ...instance, Tags: [{ Key: "Environment", Value: "dev" }] }));
  const Asked = z.object({ MetricDataQueries: z.array(z.unknown()), NextToken: z.string().optional() });
  let queries = 0;
  const counting: Aws = {
    call(call, input, region) {
      const asked = Asked.safeParse(input).data;
      // The later pages of an answer repeat what was asked.
      if (asked && !asked.NextToken) queries += asked.MetricDataQueries.length;
      return aws.call(call, input, region);
    },
  };
  const usage = await readUsage(counting, PLACE, things);
  // CPU on average and at most, network in and out, memory; and credits of burstable machines.
  const burstable = running.filter(({ InstanceType = "" }) => InstanceType.startsWith("t")).length;
  expect(queries).toBe(5 * running.length + burstable);
  for (const [index, measures] of things.entries())
    for (const [name, measure] of Object.entries(measures)) {
      const alone = await readUsage(aws, PLACE, [{ [name]: measure }]);
      expect({ index, name, value: usage(index, {})[name] }).toEqual({ index, name, value: alone(0, {})[name] });
    }
});
