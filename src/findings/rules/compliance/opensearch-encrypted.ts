import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "OSS-001",
  pack: "compliance",
  title: "OpenSearch domain must be encrypted at rest",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Turn on encryption at rest.",
  cli: "aws opensearch update-domain-config --domain-name <id> --encryption-at-rest-options Enabled=true",
  config: z.object({ EncryptionAtRest: z.boolean() }),
  evaluate: ({ EncryptionAtRest }) => (EncryptionAtRest ? pass("Encrypted at rest.") : fail("Not encrypted at rest.")),
  examples: {
    pass: [{ EncryptionAtRest: true }],
    fail: [{ EncryptionAtRest: false }],
  },
  requirements: related({
    "aws-fsbp": "OpenSearch.1",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
