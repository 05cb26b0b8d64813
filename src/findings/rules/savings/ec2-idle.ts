import { ec2Hour, instanceType, isListPriced, monthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, type RuleContext, rule, unknown } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";
import { Instance, RUNNING } from "./instance.ts";
import { saves } from "./saving.ts";

const AGE_DAYS_MIN = 14;
const DATA_HOURS_MIN = 30;
const PEAK_PERCENT_MAX = 50;
const NETWORK_BYTES_PER_DAY_MAX = 500_000_000;
/** The more vCPUs, the lower an average means idle (Flexera's cross-family policy). */
const IDLE_PERCENT: readonly [vcpusMax: number, percent: number][] = [
  [2, 5],
  [4, 4],
  [8, 3],
  [16, 2],
  [Number.POSITIVE_INFINITY, 1],
];
/** Their work does not show in CPU time. */
const ACCELERATED = /^(?:p|g|gr|inf|trn|dl|f|vt)\d/;
const KEEP_TAGS = ["keep", "schedule"];

export default rule({
  id: "ec2-idle",
  pack: "savings",
  title: "Running instance does nothing",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "Ask its owner, then stop the instance; terminate it when nobody misses it.",
  cli: "aws ec2 stop-instances --instance-ids <id>",
  needs: ["tags", "metrics"],
  config: Instance,
  evaluate(instance, context) {
    const guard = guardOf(instance, context);
    if (guard) return notApplicable(guard);
    const {
      cpuAverage14d: average,
      cpuMaximum14d: peak,
      cpuDatapoints14d: hours,
      networkBytesPerDay14d: network,
    } = context.metrics;
    if (average == null || peak == null || (hours ?? 0) < DATA_HOURS_MIN)
      return unknown(
        `CloudWatch holds ${hours ?? 0} of the ${DATA_HOURS_MIN} hours of CPU data that a judgement takes.`,
      );
    const vcpus = context.metrics.vcpus ?? instanceType(instance.InstanceType)?.vcpus ?? null;
    const limit = idlePercent(vcpus ?? Number.POSITIVE_INFINITY);
    const facts = `CPU averaged ${round(average)} % with a peak of ${round(peak)} % over 14 days`;
    if (average >= idlePercent(0) || peak > PEAK_PERCENT_MAX) return pass(`${facts}.`);
    if (vcpus === null && average >= limit)
      return unknown(`${facts}, but the vCPUs of ${instance.InstanceType} are not known.`);
    if (average >= limit) return pass(`${facts}; idle is below ${limit} % on ${vcpus} vCPUs.`);
    if (network == null) return unknown(`${facts}, but the network traffic was not read.`);
    const traffic = `${facts}, network ${round(network / 1e6)} MB a day`;
    if (network >= NETWORK_BYTES_PER_DAY_MAX) return pass(`${traffic}.`);
    const price = isListPriced(instance) ? monthly(ec2Hour(instance.InstanceType, context.region)) : null;
    const evidence = { average, peak, hours, network, limit };
    if (!price) return fail(`${traffic}. Its price is not known.`, { evidence });
    return saves(
      price,
      `${traffic}.`,
      `${instance.InstanceType} × 730 h; its volumes stay billed until deleted`,
      evidence,
    );
  },
  examples: {
    pass: [
      {
        config: { ...RUNNING, InstanceType: "m99.large" },
        context: { tags: {}, metrics: idle({ cpuAverage14d: 5, networkBytesPerDay14d: 0 }) },
      },
      {
        config: { ...RUNNING, InstanceType: "m99.large" },
        context: { tags: {}, metrics: idle({ cpuAverage14d: 4.5, vcpus: 8 }) },
      },
      { config: RUNNING, context: { tags: {}, metrics: idle({ cpuAverage14d: 4.99, vcpus: 96 }) } },
      { config: RUNNING, context: { tags: {}, metrics: idle({ cpuAverage14d: 5 }) } },
      { config: { ...RUNNING, InstanceType: "m5.xlarge" }, context: { tags: {}, metrics: idle({ cpuAverage14d: 4 }) } },
      { config: RUNNING, context: { tags: {}, metrics: idle({ cpuMaximum14d: 50.1 }) } },
      { config: RUNNING, context: { tags: {}, metrics: idle({ networkBytesPerDay14d: 500_000_000 }) } },
    ],
    fail: [
      { config: RUNNING, context: { tags: {}, metrics: idle({}), region: "eu-nowhere-1" } },
      {
        config: { ...RUNNING, InstanceType: "m99.large" },
        context: { tags: {}, metrics: idle({ cpuAverage14d: 0.5 }) },
      },
      { config: RUNNING, context: { tags: {}, metrics: idle({}) }, saves: "0.096 × 730 = 70.08" },
      { config: RUNNING, context: { tags: {}, metrics: idle({ cpuAverage14d: 4.99, cpuMaximum14d: 50 }) } },
      {
        config: { ...RUNNING, InstanceType: "m5.xlarge" },
        context: { tags: {}, metrics: idle({ cpuAverage14d: 3.9 }) },
      },
      {
        config: { ...RUNNING, LaunchTime: "2026-11-06T12:00:00Z" },
        context: { tags: {}, metrics: idle({ cpuDatapoints14d: 30 }) },
      },
    ],
    notApplicable: [
      { config: { ...RUNNING, State: { Name: "stopped" } }, context: { tags: {} } },
      { config: { ...RUNNING, LaunchTime: "2026-11-06T12:00:01Z" }, context: { tags: {}, metrics: idle({}) } },
      { config: { ...RUNNING, InstanceLifecycle: "spot" }, context: { tags: {}, metrics: idle({}) } },
      { config: { ...RUNNING, InstanceType: "g5.xlarge" }, context: { tags: {}, metrics: idle({}) } },
      { config: RUNNING, context: { tags: { "aws:autoscaling:groupName": "web" }, metrics: idle({}) } },
      { config: RUNNING, context: { tags: { Keep: "true" }, metrics: idle({}) } },
    ],
    unknown: [
      { config: { ...RUNNING, InstanceType: "m99.large" }, context: { tags: {}, metrics: idle({ cpuAverage14d: 1 }) } },
      {
        config: RUNNING,
        context: { tags: {}, metrics: { cpuAverage14d: 1, cpuMaximum14d: 2, networkBytesPerDay14d: 0 } },
      },
      { config: RUNNING, context: { tags: {}, metrics: { ...idle({}), cpuAverage14d: null } } },
      { config: RUNNING, context: { tags: {}, metrics: { ...idle({}), cpuMaximum14d: null } } },
      { config: RUNNING, context: { tags: {}, metrics: { ...idle({}), cpuDatapoints14d: null } } },
      { config: RUNNING, context: { tags: {}, metrics: { ...idle({}), cpuDatapoints14d: 29 } } },
      { config: RUNNING, context: { tags: {}, metrics: { ...idle({}), networkBytesPerDay14d: null } } },
      { config: { ...RUNNING, InstanceType: "m99.large" }, context: { tags: {}, metrics: idle({}) } },
    ],
  },
  requirements: {},
});

function guardOf(instance: Instance, { now, tags }: RuleContext): string | null {
  if (instance.State.Name !== "running") return `Is ${instance.State.Name}.`;
  if (daysSince(instance.LaunchTime, now) < AGE_DAYS_MIN) return `Started less than ${AGE_DAYS_MIN} days ago.`;
  if (instance.InstanceLifecycle) return `A ${instance.InstanceLifecycle} instance ends by itself.`;
  if (ACCELERATED.test(instance.InstanceType)) return "Its accelerator is not measured.";
  const keys = Object.keys(tags ?? {});
  if (keys.includes("aws:autoscaling:groupName")) return "Its Auto Scaling group decides how many run.";
  const keep = keys.find((key) => KEEP_TAGS.includes(key.toLowerCase()));
  return keep ? `The tag ${keep} asks to keep it.` : null;
}

const idlePercent = (vcpus: number) => IDLE_PERCENT.find(([vcpusMax]) => vcpus <= vcpusMax)?.[1] ?? 1;
const round = (value: number) => Math.round(value * 10) / 10;

function idle(differing: Record<string, number>): Record<string, number> {
  return {
    cpuAverage14d: 1.2,
    cpuMaximum14d: 9,
    cpuDatapoints14d: 336,
    networkBytesPerDay14d: 4_000_000,
    ...differing,
  };
}
