import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-011",
  pack: "compliance",
  title: "Classic load balancer should balance across zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancing::LoadBalancer",
  remedy: "Turn on cross-zone load balancing.",
  cli: "aws elb modify-load-balancer-attributes --load-balancer-name <id> --load-balancer-attributes CrossZoneLoadBalancing={Enabled=true}",
  config: z.object({ Attributes: z.object({ CrossZoneLoadBalancing: z.object({ Enabled: z.boolean() }) }) }),
  evaluate: ({ Attributes: { CrossZoneLoadBalancing } }) =>
    CrossZoneLoadBalancing.Enabled ? pass("Balances across zones.") : fail("Balances inside each zone only."),
  examples: {
    pass: [{ Attributes: { CrossZoneLoadBalancing: { Enabled: true } } }],
    fail: [{ Attributes: { CrossZoneLoadBalancing: { Enabled: false } } }],
  },
  requirements: related({
    "aws-fsbp": "ELB.9",
  }),
});
