import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "VPC-003",
  pack: "compliance",
  title: "VPC should have an interface endpoint for the EC2 API",
  category: "network",
  severity: "medium",
  resourceType: "AWS::EC2::VPC",
  remedy: "Create an interface endpoint for the EC2 API in the VPC.",
  cli: "aws ec2 create-vpc-endpoint --vpc-id <id> --vpc-endpoint-type Interface --service-name com.amazonaws.<region>.ec2 --subnet-ids <subnets>",
  config: z.object({ Endpoints: z.array(z.string()) }),
  evaluate({ Endpoints }, { region }) {
    // The whole name counts: "…ec2messages" is another service.
    return Endpoints.some((service) => service.endsWith(`com.amazonaws.${region}.ec2`))
      ? pass("Has an interface endpoint for the EC2 API.")
      : fail("Calls to the EC2 API leave the VPC: it has no endpoint for it.");
  },
  examples: {
    pass: [{ Endpoints: ["com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.ec2"] }],
    fail: [
      { Endpoints: [] },
      { Endpoints: ["com.amazonaws.us-east-1.ec2messages"] },
      { Endpoints: ["com.amazonaws.eu-west-1.ec2"] },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.10",
    "pci-dss-3.2.1": "1.3 2.2 2.2.2",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.1 1.4.2 1.4.4 1.5.1 A1.1.3",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
