import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

const ZONES_MIN = 2;

export default rule({
  id: "LAM-007",
  pack: "compliance",
  title: "VPC Lambda function should use subnets in several zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::Lambda::Function",
  remedy: "Add a subnet in another Availability Zone.",
  config: z.object({
    VpcConfig: z.object({ VpcId: z.string().nullish() }).nullish(),
    SubnetZones: z.array(z.string()).nullish(),
  }),
  evaluate({ VpcConfig, SubnetZones }) {
    if (!VpcConfig?.VpcId) return notApplicable("Not in a VPC.");
    const zones = [...new Set(SubnetZones ?? [])];
    if (zones.length === 0) return unknown("The zones of its subnets were not read.");
    return zones.length >= ZONES_MIN
      ? pass(`Its subnets cover ${zones.join(", ")}.`)
      : fail(`Its subnets cover ${zones.join(", ")} only.`);
  },
  examples: {
    pass: [{ VpcConfig: { VpcId: "vpc-1" }, SubnetZones: ["us-east-1a", "us-east-1b"] }],
    fail: [
      { VpcConfig: { VpcId: "vpc-1" }, SubnetZones: ["us-east-1a"] },
      { VpcConfig: { VpcId: "vpc-1" }, SubnetZones: ["us-east-1a", "us-east-1a"] },
    ],
    notApplicable: [{ SubnetZones: [] }],
    unknown: [{ VpcConfig: { VpcId: "vpc-1" }, SubnetZones: [] }, { VpcConfig: { VpcId: "vpc-1" } }],
  },
  requirements: related({
    "aws-fsbp": "Lambda.5",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
