import * as z from "zod";
import { notApplicable, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { closedToEveryone } from "./public-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "VPC-005",
  pack: "compliance",
  title: "VPC endpoint policy must not trust everyone",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::VPCEndpoint",
  remedy: "Limit the endpoint's policy to your own principals and resources.",
  config: z.object({ PolicyDocument: PolicyDocument.nullable(), VpcEndpointType: z.string().nullish() }),
  evaluate({ PolicyDocument: policy, VpcEndpointType }) {
    // Gateway Load Balancer endpoints carry no policy.
    if (VpcEndpointType === "GatewayLoadBalancer") return notApplicable("Endpoints of this kind carry no policy.");
    return closedToEveryone(policy, "Has no policy.");
  },
  examples: {
    pass: [
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "*",
              Resource: "*",
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
        VpcEndpointType: "Interface",
      },
    ],
    fail: [
      {
        PolicyDocument: { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
        VpcEndpointType: "Gateway",
      },
    ],
    notApplicable: [{ PolicyDocument: null, VpcEndpointType: "GatewayLoadBalancer" }],
  },
  requirements: related({
    "aws-well-architected-security": "network-protection:sec_network_protection_create_layers",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
