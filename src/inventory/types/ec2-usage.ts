import type { Instance } from "@aws-sdk/client-ec2";
import { HOUR, type Measure, type Measures, mean, most, sum } from "./usage.ts";

const DAYS = 14;
/** Nights and weekends are judged over four weeks (finops study, ec2-schedule). */
const WEEKS_DAYS = 28;

/** What a stopped instance, or one without a single datapoint, is known to have done. */
export const NO_USAGE: Record<string, number | null> = {
  cpuAverage14d: null,
  cpuMaximum14d: null,
  networkBytesPerDay14d: null,
  cpuDatapoints14d: 0,
};

/** What the saving rules read of a running instance; surplus credits exist in the burstable families only. */
export function measuresOf({ InstanceId = "", InstanceType, Tags = [] }: Instance): Measures {
  const of = (metric: string, stat: Measure["stat"], reduce: Measure["reduce"], days = DAYS): Measure => ({
    namespace: "AWS/EC2",
    metric,
    dimensions: { InstanceId },
    stat,
    days,
    periodSeconds: HOUR,
    reduce,
  });
  const perDay = (values: readonly number[]) => sum(values) / (values.length / 24);
  return {
    cpuAverage14d: of("CPUUtilization", "Average", mean),
    cpuMaximum14d: of("CPUUtilization", "Maximum", most),
    cpuDatapoints14d: { ...of("CPUUtilization", "Average", (values) => values.length), none: 0 },
    networkInPerDay14d: of("NetworkIn", "Sum", perDay),
    networkOutPerDay14d: of("NetworkOut", "Sum", perDay),
    memoryMaximum14d: { ...of("mem_used_percent", "Maximum", most), namespace: "CWAgent" },
    ...(/^t\d/.test(InstanceType ?? "") ? { surplusCredits30d: of("CPUSurplusCreditsCharged", "Sum", sum, 30) } : {}),
    ...(Tags.some(({ Key = "" }) => ["env", "environment", "stage"].includes(Key.toLowerCase()))
      ? { quietOffHours28d: of("CPUUtilization", "Average", quietOffHours, WEEKS_DAYS) }
      : {}),
  };
}

/** Below this a machine is waiting (finops study, ec2-schedule). */
const QUIET_PERCENT = 5;

/** The share of the hours from 19 to 7 and on weekends (UTC) in which nothing happened; 0 when none was measured. */
export function quietOffHours(values: readonly number[], starts: readonly Date[]): number {
  const off = values.filter((_, index) => isOffHours(starts[index]));
  return off.length === 0 ? 0 : off.filter((value) => value < QUIET_PERCENT).length / off.length;
}

const isOffHours = (at: Date | undefined) =>
  at !== undefined && (at.getUTCHours() < 7 || at.getUTCHours() >= 19 || at.getUTCDay() % 6 === 0);
