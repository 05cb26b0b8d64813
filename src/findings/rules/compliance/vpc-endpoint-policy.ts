import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { isBoundTo } from "./foreign-access.ts";
import { allows, demands, isEveryone, PolicyDocument } from "./policy-document.ts";
import { letsIn } from "./public-policy.ts";
import { related } from "./related.ts";

/** Every call through an endpoint comes from its network, so only whose principals call tells trust. */
const ORGANIZATION_KEYS = ["aws:principalorgid", "aws:principalorgpaths"];

export default rule({
  id: "VPC-005",
  pack: "compliance",
  title: "VPC endpoint policy must not trust everyone",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::VPCEndpoint",
  remedy: "Limit the endpoint's policy to your own principals and resources.",
  config: z.object({ PolicyDocument: PolicyDocument.nullable() }),
  evaluate({ PolicyDocument: policy }, { accountId }) {
    // Those of Gateway Load Balancers; AWS gives every other one a policy.
    if (policy === null) return notApplicable("Endpoints of this kind carry no policy.");
    const open = allows(policy).filter(
      (statement) =>
        isEveryone(statement) && !isBoundTo(statement, accountId) && !demands(statement, ORGANIZATION_KEYS),
    );
    if (open.length === 0) return pass("Only principals of this account or its organization pass.");
    return fail(
      `Principals of every account pass by statement ${open.map(({ Sid }) => Sid ?? "without Sid").join(", ")}.`,
    );
  },
  examples: {
    pass: [
      letsIn({ Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }),
      letsIn({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
      letsIn({ Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/ou-1/*" } } }),
      letsIn({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
      letsIn({ Effect: "Deny" }),
    ].map((PolicyDocument) => ({ PolicyDocument })),
    fail: [
      letsIn(),
      letsIn({ Condition: { StringEquals: { "aws:PrincipalAccount": ["123456789012", "210987654321"] } } }),
      letsIn({ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }),
      letsIn({ Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }),
    ].map((PolicyDocument) => ({ PolicyDocument })),
    notApplicable: [{ PolicyDocument: null }],
  },
  requirements: related({
    "aws-well-architected-security": "network-protection:sec_network_protection_create_layers",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
