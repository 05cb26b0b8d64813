import * as z from "zod";
import { pass, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, letsIn, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "OSS-002",
  pack: "compliance",
  title: "OpenSearch domain must not be public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Move the domain into a VPC, or name its callers in the access policy.",
  config: z.object({
    VPCOptions: z.object({ VPCId: z.string().optional() }).nullish(),
    AccessPolicies: PolicyDocument.nullable(),
  }),
  evaluate({ VPCOptions, AccessPolicies }) {
    if (VPCOptions?.VPCId) return pass("Reachable from its VPC only.");
    return closedToEveryone(AccessPolicies, "Has no access policy, so nobody is let in.");
  },
  examples: {
    pass: [
      { VPCOptions: { VPCId: "vpc-1" }, AccessPolicies: letsIn() },
      { VPCOptions: {}, AccessPolicies: null },
      ...CLOSED_POLICIES.map((AccessPolicies) => ({ AccessPolicies })),
      { AccessPolicies: letsIn({ Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }) },
    ],
    fail: [
      ...OPEN_POLICIES.map((AccessPolicies) => ({ AccessPolicies })),
      { AccessPolicies: letsIn({ Condition: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/0"] } } }) },
    ],
  },
  requirements: related({
    "aws-fsbp": "OpenSearch.2",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 1.3.6 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    "aws-well-architected-security":
      "permissions:sec_permissions_analyze_cross_account permissions:sec_permissions_share_securely network-protection:sec_network_protection_create_layers",
    "iso-27001-2022": "A.8.1",
  }),
});
