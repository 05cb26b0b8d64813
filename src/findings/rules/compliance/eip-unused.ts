import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-020",
  pack: "compliance",
  title: "Elastic IP should be associated",
  category: "cost",
  severity: "low",
  resourceType: "AWS::EC2::EIP",
  remedy: "Release the address, or associate it.",
  cli: "aws ec2 release-address --allocation-id <id>",
  config: z.object({ AssociationId: z.string().nullish() }),
  evaluate: ({ AssociationId }) =>
    AssociationId ? pass("In use.") : fail("Associated with nothing, and billed by the hour."),
  examples: {
    pass: [{ AssociationId: "eipassoc-1" }],
    fail: [{}],
  },
  requirements: related({
    "pci-dss-3.2.1": "2.4",
    "aws-well-architected-security": "permissions:sec_permissions_lifecycle",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
