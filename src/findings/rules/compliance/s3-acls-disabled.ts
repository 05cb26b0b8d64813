import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-011",
  pack: "compliance",
  title: "Bucket should have ACLs disabled",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy: "Let the bucket owner own every object, which disables ACLs.",
  cli: "aws s3api put-bucket-ownership-controls --bucket <id> --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'",
  config: z.object({ ObjectOwnership: z.string().nullable() }),
  evaluate: ({ ObjectOwnership }) =>
    ObjectOwnership === "BucketOwnerEnforced"
      ? pass("ACLs are disabled.")
      : fail(`ACLs are in force (object ownership: ${ObjectOwnership ?? "not set"}).`),
  examples: {
    pass: [{ ObjectOwnership: "BucketOwnerEnforced" }],
    fail: [{ ObjectOwnership: "ObjectWriter" }, { ObjectOwnership: "BucketOwnerPreferred" }, { ObjectOwnership: null }],
  },
  requirements: related({
    "aws-fsbp": "S3.12",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.5 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4",
    "aws-well-architected-security": "network-protection:sec_network_protection_layered",
  }),
});
