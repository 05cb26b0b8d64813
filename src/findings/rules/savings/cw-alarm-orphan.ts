import * as z from "zod";
import { unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { daysSinceSeconds } from "../compliance/age.ts";
import { saves } from "./saving.ts";

const DAYS = 30;
const HIGH_RESOLUTION_SECONDS = 60;
const silentSince = (iso: string) => ({ metrics: { insufficientSince: Date.parse(iso) / 1000 } });

export default rule({
  id: "cw-alarm-orphan",
  pack: "savings",
  title: "Alarm watches what no longer exists",
  category: "idle",
  severity: "low",
  resourceType: "AWS::CloudWatch::Alarm",
  remedy: "Look whether its metric is seasonal; if not, delete the alarm.",
  cli: "aws cloudwatch delete-alarms --alarm-names <id>",
  needs: ["metrics"],
  config: z.object({ AlarmName: z.string(), Period: z.number().nullish() }),
  evaluate({ Period }, { metrics, now, region }) {
    const days = daysSinceSeconds(metrics.insufficientSince, now);
    if (days === null) return pass("Has data.");
    const facts = `Has had no data for ${Math.floor(days)} days.`;
    if (days <= DAYS) return pass(facts);
    const price = unit(
      Period && Period < HIGH_RESOLUTION_SECONDS ? units.alarm.highResolution : units.alarm.standard,
      region,
    );
    return price ? saves(price, facts, "one alarm, which is billed by the month and not by the hour") : fail(facts);
  },
  examples: {
    pass: [
      { config: { AlarmName: "a" }, context: { metrics: { insufficientSince: null } } },
      { config: { AlarmName: "a" }, context: silentSince("2026-11-01T00:00:00Z") },
      { config: { AlarmName: "a" }, context: silentSince("2026-10-21T12:00:00Z") },
    ],
    fail: [
      { config: { AlarmName: "a", Period: 300 }, context: silentSince("2026-10-01T00:00:00Z"), saves: "1 × 0.1 = 0.1" },
      { config: { AlarmName: "a", Period: 10 }, context: silentSince("2026-10-01T00:00:00Z"), saves: "1 × 0.3 = 0.3" },
      {
        config: { AlarmName: "a", Period: 300 },
        context: { metrics: { insufficientSince: 1790812800 }, region: "cn-north-1" },
      },
      { config: { AlarmName: "a" }, context: silentSince("2026-10-21T11:59:59Z") },
      { config: { AlarmName: "a", Period: 60 }, context: silentSince("2026-10-01T00:00:00Z"), saves: "1 × 0.1 = 0.1" },
    ],
  },
  requirements: {},
});
