import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-018",
  pack: "compliance",
  title: "Unused security group should be removed",
  category: "lifecycle",
  severity: "low",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Delete the group once nothing refers to it.",
  cli: "aws ec2 delete-security-group --group-id <id>",
  config: z.object({ GroupName: z.string(), InUse: z.boolean() }),
  evaluate({ GroupName, InUse }) {
    if (GroupName === "default") return notApplicable("A default group cannot be deleted.");
    return InUse ? pass("In use.") : fail("No network interface, function or other group uses it.");
  },
  examples: {
    pass: [{ GroupName: "web", InUse: true }],
    fail: [{ GroupName: "web", InUse: false }],
    notApplicable: [{ GroupName: "default", InUse: false }],
  },
  requirements: related({
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
