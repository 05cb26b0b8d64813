import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const ZONES_MIN = 2;

export default rule({
  id: "ELB-007",
  pack: "compliance",
  title: "Load balancer should span several zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Add a subnet in another Availability Zone.",
  cli: "aws elbv2 set-subnets --load-balancer-arn <arn> --subnets <subnets>",
  config: z.object({ AvailabilityZones: z.array(z.object({ ZoneName: z.string().optional() })) }),
  evaluate({ AvailabilityZones }) {
    const zones = new Set(AvailabilityZones.map((zone) => zone.ZoneName));
    return zones.size >= ZONES_MIN
      ? pass(`Spans ${zones.size} Availability Zones.`)
      : fail(`Spans ${zones.size} Availability Zone${zones.size === 1 ? "" : "s"}.`);
  },
  examples: {
    pass: [{ AvailabilityZones: [{ ZoneName: "us-east-1a" }, { ZoneName: "us-east-1b" }] }],
    fail: [
      { AvailabilityZones: [{ ZoneName: "us-east-1a" }] },
      { AvailabilityZones: [{ ZoneName: "us-east-1a" }, { ZoneName: "us-east-1a" }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "ELB.13",
    "iso-27001-2022": "A.8.14",
  }),
});
