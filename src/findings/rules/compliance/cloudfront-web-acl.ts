import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-003",
  pack: "compliance",
  title: "CloudFront should have a WAF web ACL",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Associate a web ACL of AWS WAF.",
  config: z.object({ WebACLId: z.string().nullable() }),
  evaluate: ({ WebACLId }) => (WebACLId ? pass("Has a web ACL.") : fail("Has no web ACL.")),
  examples: {
    pass: [{ WebACLId: "arn:aws:wafv2:x" }],
    fail: [{ WebACLId: null }],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.6",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 6.4.1 6.4.2 A1.1.3",
    "aws-well-architected-security": "network-protection:sec_network_protection_create_layers",
  }),
});
