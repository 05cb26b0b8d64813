import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-002",
  pack: "compliance",
  title: "EBS encryption by default must be on in every enabled region",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::EC2::Account",
  remedy: "Turn on EBS encryption by default in every region that is in use.",
  cli: "aws ec2 enable-ebs-encryption-by-default",
  config: z.object({ EbsEncryptionByDefault: z.boolean() }),
  evaluate: ({ EbsEncryptionByDefault }) =>
    EbsEncryptionByDefault
      ? pass("New volumes in this region are encrypted.")
      : fail("New volumes in this region are not encrypted unless somebody asks for it."),
  examples: {
    pass: [{ EbsEncryptionByDefault: true }],
    fail: [{ EbsEncryptionByDefault: false }],
  },
  requirements: related({
    "cis-aws-1.4": "2.2.1",
    "cis-aws-1.5": "2.2.1",
    "cis-aws-2.0": "2.2.1",
    "cis-aws-3.0": "2.2.1",
    "cis-aws-5.0": "5.1.1",
    "cis-aws-7.0": "6.1.1",
    "aws-fsbp": "EC2.7",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 cm_6_a cm_9_b cp_9_d sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
