import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-006",
  pack: "compliance",
  title: "ALB should drop invalid headers",
  category: "network",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Drop invalid header fields.",
  cli: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn <arn> --attributes Key=routing.http.drop_invalid_header_fields.enabled,Value=true",
  config: z.object({ Type: z.string(), Attributes: z.record(z.string(), z.string()) }),
  evaluate({ Type, Attributes }) {
    if (Type !== "application") return notApplicable(`Not for a ${Type} load balancer.`);
    return Attributes["routing.http.drop_invalid_header_fields.enabled"] === "true"
      ? pass("Drops invalid headers.")
      : fail("Forwards invalid headers.");
  },
  examples: {
    pass: [{ Type: "application", Attributes: { "routing.http.drop_invalid_header_fields.enabled": "true" } }],
    fail: [
      { Type: "application", Attributes: { "routing.http.drop_invalid_header_fields.enabled": "false" } },
      { Type: "application", Attributes: {} },
    ],
    notApplicable: [{ Type: "network", Attributes: {} }],
  },
  requirements: related({
    "aws-fsbp": "ELB.4",
  }),
});
