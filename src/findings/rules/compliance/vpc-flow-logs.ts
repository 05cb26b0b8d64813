import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "VPC-001",
  pack: "compliance",
  title: "VPC must have flow logs",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::EC2::VPC",
  remedy: "Create a flow log for the VPC with traffic type REJECT or ALL.",
  cli: "aws ec2 create-flow-logs --resource-type VPC --resource-ids <id> --traffic-type REJECT --log-destination-type s3 --log-destination <bucket arn>",
  config: z.object({
    FlowLogs: z.array(z.object({ FlowLogId: z.string().optional(), FlowLogStatus: z.string().optional() })),
  }),
  evaluate({ FlowLogs }) {
    const active = FlowLogs.filter((log) => log.FlowLogStatus === "ACTIVE").length;
    if (active > 0) return pass(`Has ${active} active flow log${active === 1 ? "" : "s"}.`);
    return fail(FlowLogs.length > 0 ? "Has flow logs, but none is active." : "Has no flow log.");
  },
  examples: {
    pass: [{ FlowLogs: [{ FlowLogId: "fl-1", FlowLogStatus: "ACTIVE" }] }],
    fail: [{ FlowLogs: [] }, { FlowLogs: [{ FlowLogId: "fl-1", FlowLogStatus: "FAILED" }] }],
  },
  requirements: related({
    "cis-aws-1.4": "3.9",
    "cis-aws-1.5": "3.9",
    "cis-aws-2.0": "3.9",
    "cis-aws-3.0": "3.7",
    "cis-aws-5.0": "3.7",
    "cis-aws-7.0": "4.7",
    "aws-fsbp": "EC2.6",
    "pci-dss-3.2.1": "4.1 4.1.e 4.1.f 10.1",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "CC7.2 CC7.3",
    hipaa: "164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(6)(ii) 164.312(b) 164.312(c)(2)",
    "nist-800-53-r5":
      "ac_4_26 au_2_b au_3_a au_3_b au_3_c au_3_d au_3_e au_6_3 au_6_4 au_6_6 au_6_9 au_8_b au_12_a au_12_c au_12_1 au_12_2 au_12_3 au_12_4 au_14_a au_14_b au_14_3 ca_7_b cm_5_1_b cm_6_a cm_9_b ia_3_3_b ma_4_1_a pm_14_a_1 pm_14_b pm_31 si_4_17 si_7_8",
    "aws-well-architected-security":
      "detect-investigate-events:sec_detect_investigate_events_app_service_logging detect-investigate-events:sec_detect_investigate_events_analyze_all detect-investigate-events:sec_detect_investigate_events_auto_response network-protection:sec_network_protection_inspection protect-data-transit:sec_protect_data_transit_authentication",
    "iso-27001-2022": "A.8.15 A.8.16 A.8.20 A.8.21 A.8.22 A.8.23",
  }),
});
