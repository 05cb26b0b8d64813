import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const Side = z.object({
  CidrBlock: z.string().optional(),
  CidrBlockSet: z.array(z.object({ CidrBlock: z.string().optional() })).optional(),
});
const blocksOf = ({ CidrBlock, CidrBlockSet = [] }: z.infer<typeof Side>) => [
  CidrBlock,
  ...CidrBlockSet.map((block) => block.CidrBlock),
];
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
    Routes: z.array(
      z.object({
        RouteTableId: z.string().optional(),
        DestinationCidrBlock: z.string().nullish(),
        DestinationIpv6CidrBlock: z.string().nullish(),
      }),
    ),
    AccepterVpcInfo: Side,
    RequesterVpcInfo: Side,
  }),
  evaluate({ Routes, AccepterVpcInfo, RequesterVpcInfo }) {
    const whole = ["0.0.0.0/0", "::/0", ...blocksOf(AccepterVpcInfo), ...blocksOf(RequesterVpcInfo)];
    const wide = Routes.flatMap(({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock }) => {
      const destination = DestinationCidrBlock ?? DestinationIpv6CidrBlock;
      return destination && whole.includes(destination) ? [`${destination} in ${RouteTableId}`] : [];
    });
    return wide.length === 0
      ? pass("No route leads to the whole peer.")
      : fail(`Routes to the whole peer: ${wide.join(", ")}.`);
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
      { Routes: [{ RouteTableId: "rtb-1", DestinationIpv6CidrBlock: "::/0" }], ...SIDES },
      {
        Routes: [{ RouteTableId: "rtb-1", DestinationCidrBlock: "10.9.0.0/16" }],
        AccepterVpcInfo: { CidrBlock: "10.1.0.0/16", CidrBlockSet: [{}, { CidrBlock: "10.9.0.0/16" }] },
        RequesterVpcInfo: {},
      },
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
