import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { daysSinceSeconds, wholeDays } from "./age.ts";
import { related } from "./related.ts";

const DAYS_MAX = 1;

export default rule({
  id: "CTR-004",
  pack: "compliance",
  title: "Trail should deliver to CloudWatch Logs",
  category: "logging",
  severity: "low",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Deliver the trail to a log group, and check its role.",
  needs: ["metrics"],
  config: z.object({ CloudWatchLogsLogGroupArn: z.string().nullish() }),
  evaluate({ CloudWatchLogsLogGroupArn: group }, { now, metrics }) {
    if (!group) return fail("Does not deliver to CloudWatch Logs.");
    const days = daysSinceSeconds(metrics.logsDeliveredAt, now);
    if (days === null) return fail("Has never delivered to CloudWatch Logs.");
    return days > DAYS_MAX
      ? fail(`Last delivered to CloudWatch Logs ${wholeDays(days)} ago.`)
      : pass("Delivered to CloudWatch Logs within a day.");
  },
  examples: {
    pass: [{ config: { CloudWatchLogsLogGroupArn: "arn" }, context: { metrics: { logsDeliveredAt: 1795089600 } } }],
    fail: [
      {},
      { CloudWatchLogsLogGroupArn: "arn" },
      { config: { CloudWatchLogsLogGroupArn: "arn" }, context: { metrics: { logsDeliveredAt: 1795089599 } } },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "3.4",
    "cis-aws-1.5": "3.4",
    "cis-aws-2.0": "3.4",
    "aws-fsbp": "CloudTrail.5",
    "pci-dss-3.2.1":
      "3.2 3.2.3 3.4 3.4.d 10.1 10.2 10.2.1 10.2.2 10.2.3 10.2.4 10.2.6 10.2.7 10.3 10.3.1 10.3.2 10.3.3 10.3.4 10.3.5 10.3.6 10.5 10.5.3 10.5.4",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.4.1.1 10.6.3 11.5.2 11.6.1 12.10.5 5.3.4 A1.2.1 A3.3.1 A3.5.1",
    soc2: "CC7.2 CC7.3 A1.2 PI1.3",
    hipaa: "164.308(a)(1)(ii)(D) 164.308(a)(6)(ii) 164.312(b) 164.312(e)(2)(i)",
    "nist-800-53-r5":
      "ac_2_4 ac_3_1 ac_3_10 ac_4_26 ac_6_9 au_2_b au_3_a au_3_b au_3_c au_3_d au_3_e au_3_f au_4_1 au_6_1 au_6_3 au_6_4 au_6_5 au_6_6 au_6_9 au_7_1 au_8_b au_9_7 au_10 au_12_a au_12_c au_12_1 au_12_2 au_12_3 au_12_4 au_14_a au_14_b au_14_3 au_16 ca_7_b cm_5_1_b cm_6_a cm_9_b ia_3_3_b ma_4_1_a pm_14_a_1 pm_14_b pm_31 sc_7_9_b si_1_1_c si_3_8_b si_4_2 si_4_17 si_4_20 si_7_8 si_10_1_c",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
