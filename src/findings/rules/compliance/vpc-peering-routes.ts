import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const Side = z.object({ CidrBlock: z.string().optional() });
const SIDES = { AccepterVpcInfo: { CidrBlock: "10.1.0.0/16" }, RequesterVpcInfo: { CidrBlock: "10.0.0.0/16" } };

export default rule({
  id: "VPC-004",
  pack: "compliance",
  title: "Peering routes must be narrower than the whole peer VPC",
  category: "network",
  severity: "medium",
  resourceType: "AWS::EC2::VPCPeeringConnection",
  remedy: "Route only the subnets that have to talk to each other.",
  config: z.object({
    Routes: z.array(z.object({ RouteTableId: z.string().optional(), DestinationCidrBlock: z.string().nullish() })),
    AccepterVpcInfo: Side,
    RequesterVpcInfo: Side,
  }),
  evaluate({ Routes, AccepterVpcInfo, RequesterVpcInfo }) {
    const whole = ["0.0.0.0/0", AccepterVpcInfo.CidrBlock, RequesterVpcInfo.CidrBlock];
    const wide = Routes.filter(
      ({ DestinationCidrBlock }) => DestinationCidrBlock && whole.includes(DestinationCidrBlock),
    );
    if (wide.length === 0) return pass("No route leads to the whole peer.");
    return fail(
      `Routes to the whole peer: ${wide.map((one) => `${one.DestinationCidrBlock} in ${one.RouteTableId}`).join(", ")}.`,
    );
  },
  examples: {
    pass: [
      { Routes: [{ RouteTableId: "rtb-1" }], AccepterVpcInfo: {}, RequesterVpcInfo: {} },
      { Routes: [], ...SIDES },
      { Routes: [{ RouteTableId: "rtb-1", DestinationCidrBlock: "10.1.4.0/24" }], ...SIDES },
    ],
    fail: [
      { Routes: [{ RouteTableId: "rtb-1", DestinationCidrBlock: "10.1.0.0/16" }], ...SIDES },
      { Routes: [{ RouteTableId: "rtb-1", DestinationCidrBlock: "10.0.0.0/16" }], ...SIDES },
      { Routes: [{ RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0" }], ...SIDES },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "5.4",
    "cis-aws-1.5": "5.5",
    "cis-aws-2.0": "5.5",
    "cis-aws-3.0": "5.5",
    "cis-aws-5.0": "5.6",
    "cis-aws-7.0": "6.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
