import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-001",
  pack: "compliance",
  title: "RDS instance storage must be encrypted",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Restore the database from an encrypted copy of a snapshot; encryption cannot be switched on in place.",
  config: z.object({ StorageEncrypted: z.boolean() }),
  evaluate: ({ StorageEncrypted }) =>
    StorageEncrypted ? pass("Storage is encrypted at rest.") : fail("Storage is not encrypted at rest."),
  examples: { pass: [{ StorageEncrypted: true }], fail: [{ StorageEncrypted: false }] },
  requirements: related({
    "cis-aws-1.4": "2.3.1",
    "cis-aws-1.5": "2.3.1",
    "cis-aws-2.0": "2.3.1",
    "cis-aws-3.0": "2.3.1",
    "cis-aws-5.0": "2.2.1",
    "cis-aws-7.0": "3.2.1",
    "aws-fsbp": "RDS.3",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.5",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cp_9_d cp_9_8 sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
