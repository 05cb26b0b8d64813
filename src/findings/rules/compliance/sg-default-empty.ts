import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-017",
  pack: "compliance",
  title: "Default security group of a VPC must carry no rules",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Move members to named groups, then revoke every rule of the default group.",
  config: z.object({
    GroupName: z.string(),
    IpPermissions: z.array(z.unknown()),
    IpPermissionsEgress: z.array(z.unknown()),
  }),
  evaluate({ GroupName, IpPermissions, IpPermissionsEgress }) {
    if (GroupName !== "default") return notApplicable("Not a default group.");
    const [incoming, outgoing] = [IpPermissions.length, IpPermissionsEgress.length];
    return incoming + outgoing === 0
      ? pass("Carries no rules.")
      : fail(`Carries ${incoming} incoming and ${outgoing} outgoing rules.`);
  },
  examples: {
    pass: [{ GroupName: "default", IpPermissions: [], IpPermissionsEgress: [] }],
    fail: [
      { GroupName: "default", IpPermissions: [{}], IpPermissionsEgress: [] },
      { GroupName: "default", IpPermissions: [], IpPermissionsEgress: [{}] },
    ],
    notApplicable: [{ GroupName: "web", IpPermissions: [{}], IpPermissionsEgress: [{}] }],
  },
  requirements: related({
    "cis-aws-1.4": "5.3",
    "cis-aws-1.5": "5.4",
    "cis-aws-2.0": "5.4",
    "cis-aws-3.0": "5.4",
    "cis-aws-5.0": "5.5",
    "cis-aws-7.0": "6.5",
    "aws-fsbp": "EC2.2",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.5",
    "nist-800-53-r5":
      "ac_4_21 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 cm_6_a cm_9_b sc_7_5 sc_7_7 sc_7_11 sc_7_12 sc_7_16 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_c",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
