import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-008",
  pack: "compliance",
  title: "RDS instance should have enhanced monitoring",
  category: "monitoring",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Turn on enhanced monitoring with a monitoring role.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --monitoring-interval 60 --monitoring-role-arn <role arn>",
  config: z.object({
    EnhancedMonitoringResourceArn: z.string().nullish(),
    MonitoringInterval: z.number().nullish(),
  }),
  evaluate: ({ EnhancedMonitoringResourceArn, MonitoringInterval }) =>
    EnhancedMonitoringResourceArn || (MonitoringInterval ?? 0) > 0
      ? pass("Enhanced monitoring is on.")
      : fail("Enhanced monitoring is off."),
  examples: {
    pass: [
      { MonitoringInterval: 1 },
      { EnhancedMonitoringResourceArn: "arn:aws:logs:us-east-1:123456789012:log-group:x" },
      { MonitoringInterval: 60 },
    ],
    fail: [{ MonitoringInterval: 0 }, {}],
  },
  requirements: related({
    "aws-fsbp": "RDS.6",
    "nist-800-53-r5": "au_12_3 au_14_a au_14_b ca_2_2 ca_7 ca_7_b pm_14_a_1 pm_14_b pm_31 sc_36_1_a si_2_a",
  }),
});
