import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EKS-003",
  pack: "compliance",
  title: "EKS secrets should be encrypted with a KMS key",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Associate a KMS key for secrets.",
  cli: "aws eks associate-encryption-config --cluster-name <id> --encryption-config <config>",
  config: z.object({ EncryptedResources: z.array(z.string()) }),
  evaluate: ({ EncryptedResources }) =>
    EncryptedResources.includes("secrets")
      ? pass("Secrets are encrypted with a KMS key.")
      : fail("Secrets are not encrypted with a KMS key of your own."),
  examples: {
    pass: [{ EncryptedResources: ["secrets"] }],
    fail: [{ EncryptedResources: [] }],
  },
  requirements: related({
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    hipaa: "164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.5 A.8.11 A.8.24",
  }),
});
