import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-001",
  pack: "compliance",
  title: "EBS volume must be encrypted at rest",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::EC2::Volume",
  remedy:
    "Snapshot the volume, copy the snapshot with encryption, create an encrypted volume from the copy and swap it in; encryption cannot be switched on in place.",
  config: z.object({ Encrypted: z.boolean(), Attachments: z.array(z.unknown()).nullish() }),
  evaluate({ Encrypted, Attachments }) {
    if (Encrypted) return pass("Encrypted at rest.");
    // Nobody reads a detached volume today, so it can wait for the attached ones.
    return Attachments?.length
      ? fail("Attached and not encrypted at rest.")
      : fail("Not encrypted at rest; attached to nothing.", { severity: "medium" });
  },
  examples: {
    pass: [{ Encrypted: true, Attachments: [] }],
    fail: [
      { Encrypted: false, Attachments: [{ InstanceId: "i-1" }] },
      { Encrypted: false, Attachments: [] },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.3",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.5",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(c)(1) 164.312(c)(2) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cm_6_a cm_9_b cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
