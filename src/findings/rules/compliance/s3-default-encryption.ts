import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { EncryptionRules } from "./bucket-encryption.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-006",
  pack: "compliance",
  title: "Bucket must have default encryption",
  category: "encryption",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Nothing on today's AWS: S3 encrypts every new object with SSE-S3 since January 2023.",
  config: z.object({ Encryption: EncryptionRules.nullable() }),
  evaluate: ({ Encryption }) =>
    Encryption?.Rules.length ? pass("Has default encryption.") : fail("Has no default encryption."),
  examples: {
    pass: [{ Encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] } }],
    fail: [{ Encryption: null }, { Encryption: { Rules: [] } }],
  },
  requirements: related({
    "cis-aws-1.4": "2.1.1",
    "cis-aws-1.5": "2.1.1",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 3.4.d 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.4",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(c)(1) 164.312(c)(2) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cm_6_a cm_9_b cp_9_d cp_9_8 pm_11_b sc_8_3 sc_8_4 sc_13_a sc_16_1 sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_automate_protection",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
