import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-008",
  pack: "compliance",
  title: "Internet-facing ALB should have a WAF web ACL",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Associate a web ACL of AWS WAF.",
  cli: "aws wafv2 associate-web-acl --web-acl-arn <web-acl> --resource-arn <arn>",
  // A balancer whose scheme nobody chose faces the internet (API reference, CreateLoadBalancer).
  config: z.object({
    Scheme: z.string().default("internet-facing"),
    Type: z.string(),
    WebAclArn: z.string().nullable(),
  }),
  evaluate({ Scheme, Type, WebAclArn }) {
    if (Type !== "application") return notApplicable("AWS WAF guards application load balancers only.");
    if (Scheme !== "internet-facing") return notApplicable("Does not face the internet.");
    return WebAclArn ? pass("Has a web ACL.") : fail("Faces the internet without a web ACL.");
  },
  examples: {
    pass: [{ Scheme: "internet-facing", Type: "application", WebAclArn: "arn:aws:wafv2:x" }],
    fail: [{ Scheme: "internet-facing", Type: "application", WebAclArn: null }],
    notApplicable: [
      { Scheme: "internal", Type: "application", WebAclArn: null },
      { Scheme: "internet-facing", Type: "network", WebAclArn: null },
    ],
  },
  requirements: related({
    "pci-dss-3.2.1": "1.1 1.1.4 1.1.4.c 6.6",
    "pci-dss-4.0": "6.4.1 6.4.2",
    "nist-800-53-r5": "ac_4_21",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
  }),
});
