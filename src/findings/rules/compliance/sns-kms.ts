import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "SNS-001",
  pack: "compliance",
  title: "SNS topic should be encrypted with KMS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::SNS::Topic",
  remedy: "Choose a KMS key for the topic.",
  cli: "aws sns set-topic-attributes --topic-arn <arn> --attribute-name KmsMasterKeyId --attribute-value alias/aws/sns",
  config: z.object({ KmsMasterKeyId: z.string().nullable() }),
  evaluate: ({ KmsMasterKeyId }) =>
    KmsMasterKeyId ? pass("Encrypted with a KMS key.") : fail("Not encrypted with a KMS key."),
  examples: {
    pass: [{ KmsMasterKeyId: "alias/aws/sns" }],
    fail: [{ KmsMasterKeyId: null }],
  },
  requirements: related({
    "aws-fsbp": "SNS.1",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.4",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_access_control",
    "iso-27001-2022": "A.8.3 A.8.11 A.8.24",
  }),
});
