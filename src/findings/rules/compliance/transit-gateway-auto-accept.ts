import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-024",
  pack: "compliance",
  title: "Transit gateway must not auto-accept shared attachments",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::TransitGateway",
  remedy: "Switch the automatic acceptance of shared attachments off.",
  cli: "aws ec2 modify-transit-gateway --transit-gateway-id <id> --options AutoAcceptSharedAttachments=disable",
  config: z.object({ Options: z.object({ AutoAcceptSharedAttachments: z.string() }) }),
  evaluate: ({ Options: { AutoAcceptSharedAttachments } }) =>
    AutoAcceptSharedAttachments === "disable"
      ? pass("Attachments of other accounts wait for an approval.")
      : fail("Attachments of other accounts are accepted by themselves."),
  examples: {
    pass: [{ Options: { AutoAcceptSharedAttachments: "disable" } }],
    fail: [{ Options: { AutoAcceptSharedAttachments: "enable" } }],
  },
  requirements: related({
    "aws-fsbp": "EC2.23",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    soc2: "CC6.7",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
