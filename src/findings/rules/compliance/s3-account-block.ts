import * as z from "zod";
import { rule } from "../../rule.ts";
import { BLOCK_EXAMPLES, everySettingOn, PublicAccessBlock } from "./public-access.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-001",
  pack: "compliance",
  title: "Account-level S3 Block Public Access must be fully on",
  category: "public-exposure",
  severity: "high",
  isCauseOn: "account",
  resourceType: "AWS::S3::AccountPublicAccessBlock",
  remedy: "Turn on all four settings of Block Public Access for the account.",
  cli: "aws s3control put-public-access-block --account-id <id> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  config: z.object({ PublicAccessBlock: PublicAccessBlock.nullable() }),
  evaluate: ({ PublicAccessBlock: block }) => everySettingOn(block),
  examples: BLOCK_EXAMPLES,
  requirements: related({
    "cis-aws-1.4": "2.1.5",
    "cis-aws-1.5": "2.1.5",
    "cis-aws-2.0": "2.1.4",
    "cis-aws-3.0": "2.1.4",
    "cis-aws-5.0": "2.1.4",
    "cis-aws-7.0": "3.1.4",
    "aws-fsbp": "S3.1",
    "pci-dss-3.2.1": "1.3 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 cm_6_a cm_9_b mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
