import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "VPC-002",
  pack: "compliance",
  title: "Subnet should not give public addresses by default",
  category: "network",
  severity: "medium",
  resourceType: "AWS::EC2::Subnet",
  remedy: "Switch off automatic public addresses and give one only to what needs it.",
  cli: "aws ec2 modify-subnet-attribute --subnet-id <id> --no-map-public-ip-on-launch",
  config: z.object({ MapPublicIpOnLaunch: z.boolean() }),
  evaluate: ({ MapPublicIpOnLaunch }) =>
    MapPublicIpOnLaunch
      ? fail("Gives every new instance a public address.")
      : pass("Gives no public addresses by itself."),
  examples: { pass: [{ MapPublicIpOnLaunch: false }], fail: [{ MapPublicIpOnLaunch: true }] },
  requirements: related({
    "aws-fsbp": "EC2.15",
    soc2: "CC6.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
