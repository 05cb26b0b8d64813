import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-002",
  pack: "compliance",
  title: "REST API stage should have a WAF web ACL",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::ApiGateway::Stage",
  remedy: "Associate a web ACL of AWS WAF.",
  cli: "aws wafv2 associate-web-acl --web-acl-arn <web-acl> --resource-arn <arn>",
  config: z.object({ webAclArn: z.string().nullish() }),
  evaluate: ({ webAclArn }) => (webAclArn ? pass("Has a web ACL.") : fail("Has no web ACL.")),
  examples: {
    pass: [{ webAclArn: "arn:aws:wafv2:x" }],
    fail: [{}],
  },
  requirements: related({
    "aws-fsbp": "APIGateway.4",
    "pci-dss-3.2.1": "1.1 1.1.4 1.1.4.c 6.6",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.1 1.4.2 1.4.4 1.5.1 6.4.1 6.4.2 A1.1.3",
    "nist-800-53-r5": "ac_4_21",
    "aws-well-architected-security": "network-protection:sec_network_protection_create_layers",
  }),
});
