import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ASG-002",
  pack: "compliance",
  title: "Auto Scaling group behind a load balancer should use its health check",
  category: "resilience",
  severity: "low",
  resourceType: "AWS::AutoScaling::AutoScalingGroup",
  remedy: "Set the health check type to ELB.",
  cli: "aws autoscaling update-auto-scaling-group --auto-scaling-group-name <id> --health-check-type ELB --health-check-grace-period 300",
  config: z.object({
    HealthCheckType: z.string(),
    LoadBalancerNames: z.array(z.string()).nullish(),
    TargetGroupARNs: z.array(z.string()).nullish(),
  }),
  evaluate({ HealthCheckType, LoadBalancerNames, TargetGroupARNs }) {
    if (!LoadBalancerNames?.length && !TargetGroupARNs?.length) return notApplicable("Is behind no load balancer.");
    return HealthCheckType.split(",").includes("ELB")
      ? pass("Replaces what the load balancer finds unhealthy.")
      : fail("Ignores what the load balancer finds unhealthy.");
  },
  examples: {
    pass: [
      { HealthCheckType: "ELB", TargetGroupARNs: ["tg"] },
      { HealthCheckType: "EC2,ELB", LoadBalancerNames: ["lb"] },
    ],
    fail: [
      { HealthCheckType: "EC2", TargetGroupARNs: ["tg"] },
      { HealthCheckType: "EC2", LoadBalancerNames: ["lb"] },
    ],
    notApplicable: [{ HealthCheckType: "EC2" }],
  },
  requirements: related({
    "aws-fsbp": "AutoScaling.1",
  }),
});
