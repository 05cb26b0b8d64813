import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CTR-003",
  pack: "compliance",
  title: "Trail must be encrypted with KMS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Choose a KMS key for the trail.",
  cli: "aws cloudtrail update-trail --name <id> --kms-key-id <key>",
  config: z.object({ KmsKeyId: z.string().nullish() }),
  evaluate: ({ KmsKeyId }) => (KmsKeyId ? pass("Encrypted with a KMS key.") : fail("Not encrypted with a KMS key.")),
  examples: {
    pass: [{ KmsKeyId: "arn:aws:kms:x" }],
    fail: [{}],
  },
  requirements: related({
    "cis-aws-1.4": "3.7",
    "cis-aws-1.5": "3.7",
    "cis-aws-2.0": "3.7",
    "cis-aws-3.0": "3.5",
    "cis-aws-5.0": "3.5",
    "cis-aws-7.0": "4.5",
    "aws-fsbp": "CloudTrail.2",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 3.4.d 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "10.3.2 10.3.3 10.3.4 3.5.1 8.3.2 A1.2.1",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.308(a)(1)(ii)(D) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(c)(1) 164.312(c)(2) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cm_6_a cm_9_b cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.15 A.8.16 A.8.24",
  }),
});
