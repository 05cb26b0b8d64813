import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-021",
  pack: "compliance",
  title: "AMI owned by the account must not be public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::EC2::Image",
  remedy: "Make the image private, and treat what was in it as known to others.",
  cli: 'aws ec2 modify-image-attribute --image-id <id> --launch-permission "Remove=[{Group=all}]"',
  config: z.object({ Public: z.boolean() }),
  evaluate: ({ Public }) => (!Public ? pass("Private.") : fail("Every AWS account may launch it.")),
  examples: {
    pass: [{ Public: false }],
    fail: [{ Public: true }],
  },
  requirements: related({
    soc2: "CC6.6",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
