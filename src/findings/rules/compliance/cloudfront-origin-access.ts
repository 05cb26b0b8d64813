import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-005",
  pack: "compliance",
  title: "CloudFront S3 origin must use origin access control",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Add origin access control, and allow the distribution in the bucket policy.",
  config: z.object({
    Origins: z.array(z.object({ DomainName: z.string(), IsS3: z.boolean(), AccessControlId: z.string().nullable() })),
  }),
  evaluate({ Origins }) {
    const buckets = Origins.filter(({ IsS3 }) => IsS3);
    if (buckets.length === 0) return notApplicable("Has no S3 origin.");
    const open = buckets.filter(({ AccessControlId }) => !AccessControlId);
    return open.length === 0
      ? pass("S3 origins answer this distribution only.")
      : fail(`Without origin access control: ${open.map(({ DomainName }) => DomainName).join(", ")}.`);
  },
  examples: {
    pass: [{ Origins: [{ DomainName: "b.s3.amazonaws.com", IsS3: true, AccessControlId: "E1" }] }],
    fail: [{ Origins: [{ DomainName: "b.s3.amazonaws.com", IsS3: true, AccessControlId: null }] }],
    notApplicable: [{ Origins: [{ DomainName: "shop.example.com", IsS3: false, AccessControlId: null }] }],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.13",
    "pci-dss-4.0": "10.3.4",
  }),
});
