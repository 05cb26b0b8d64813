import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EFS-001",
  pack: "compliance",
  title: "EFS file system must be encrypted",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::EFS::FileSystem",
  remedy: "Make an encrypted file system and copy the files; encryption cannot be switched on in place.",
  config: z.object({ Encrypted: z.boolean() }),
  evaluate: ({ Encrypted }) => (Encrypted ? pass("Encrypted at rest.") : fail("Not encrypted at rest.")),
  examples: {
    pass: [{ Encrypted: true }],
    fail: [{ Encrypted: false }],
  },
  requirements: related({
    "cis-aws-1.5": "2.4.1",
    "cis-aws-2.0": "2.4.1",
    "cis-aws-3.0": "2.4.1",
    "cis-aws-5.0": "2.3.1",
    "cis-aws-7.0": "3.3.1",
    "aws-fsbp": "EFS.1",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
