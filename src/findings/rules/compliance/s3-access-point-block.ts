import * as z from "zod";
import { rule } from "../../rule.ts";
import { BLOCK_EXAMPLES, everySettingOn, PublicAccessBlock } from "./public-access.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-016",
  pack: "compliance",
  title: "S3 access point must block public access",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::S3::AccessPoint",
  remedy: "Make the access point again with all four settings; they cannot be changed afterwards.",
  config: z.object({ PublicAccessBlock: PublicAccessBlock.nullable() }),
  evaluate: ({ PublicAccessBlock: block }) => everySettingOn(block),
  examples: BLOCK_EXAMPLES,
  requirements: related({
    "aws-fsbp": "S3.19",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
  }),
});
