import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CWL-002",
  pack: "compliance",
  title: "Log group with sensitive data should use a KMS key",
  category: "encryption",
  severity: "low",
  resourceType: "AWS::Logs::LogGroup",
  remedy: "Associate a KMS key with the log group.",
  cli: "aws logs associate-kms-key --log-group-name <id> --kms-key-id <key>",
  config: z.object({ kmsKeyId: z.string().nullish() }),
  evaluate: ({ kmsKeyId }) =>
    kmsKeyId
      ? pass("Encrypted with a KMS key of your own.")
      : fail("Encrypted with a key of CloudWatch Logs, not your own."),
  examples: {
    pass: [{ kmsKeyId: "arn:aws:kms:x" }],
    fail: [{}],
  },
  requirements: related({
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 3.4.d 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "10.3.2 10.3.3 10.3.4 3.5.1 8.3.2 A1.2.1",
    soc2: "CC7.3 PI1.4",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.15 A.8.16 A.8.24",
  }),
});
