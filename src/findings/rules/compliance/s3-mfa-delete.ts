import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-010",
  pack: "compliance",
  title: "Bucket should have MFA delete",
  category: "resilience",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy:
    "Only the root user can turn it on, with an MFA token; accept it with a documented exception or use Object Lock.",
  config: z.object({ Versioning: z.object({ MFADelete: z.string().nullish() }) }),
  evaluate: ({ Versioning: { MFADelete } }) =>
    MFADelete === "Enabled" ? pass("Deleting a version takes MFA.") : fail("Deleting a version does not take MFA."),
  examples: {
    pass: [{ Versioning: { MFADelete: "Enabled" } }],
    fail: [{ Versioning: {} }, { Versioning: { MFADelete: "Disabled" } }],
  },
  requirements: related({
    "cis-aws-1.4": "2.1.3",
    "cis-aws-1.5": "2.1.3",
    "cis-aws-2.0": "2.1.2",
    "cis-aws-3.0": "2.1.2",
    "cis-aws-5.0": "2.1.2",
    "cis-aws-7.0": "3.1.2",
    "pci-dss-4.0": "10.3.2 3.5.1.3 8.4.1 8.4.2 8.4.3 A1.1.2 A3.4.1",
    "aws-well-architected-security": "network-protection:sec_network_protection_layered",
  }),
});
