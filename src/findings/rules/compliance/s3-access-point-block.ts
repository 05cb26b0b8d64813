import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { FLAGS, PublicAccessBlock } from "./public-access.ts";
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
  evaluate({ PublicAccessBlock: block }) {
    const off = FLAGS.filter((flag) => block?.[flag] !== true);
    return off.length === 0 ? pass("All four settings are on.") : fail(`Off: ${off.join(", ")}.`);
  },
  examples: {
    pass: [
      {
        PublicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
    ],
    fail: [
      { PublicAccessBlock: null },
      {
        PublicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: false,
        },
      },
      { PublicAccessBlock: { IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true } },
    ],
  },
  requirements: related({
    "aws-fsbp": "S3.19",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
  }),
});
