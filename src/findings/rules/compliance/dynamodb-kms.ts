import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "DDB-002",
  pack: "compliance",
  title: "DynamoDB table with sensitive data should use a KMS key",
  category: "encryption",
  severity: "low",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Choose a KMS key for the table.",
  cli: "aws dynamodb update-table --table-name <id> --sse-specification Enabled=true,SSEType=KMS",
  config: z.object({
    SSEDescription: z.object({ SSEType: z.string().optional(), Status: z.string().optional() }).nullable(),
  }),
  evaluate: ({ SSEDescription: sse }) =>
    sse?.SSEType === "KMS" && sse.Status !== "DISABLED"
      ? pass("Encrypted with a KMS key.")
      : fail("Encrypted with a key of DynamoDB, not with KMS."),
  examples: {
    pass: [{ SSEDescription: { SSEType: "KMS", Status: "ENABLED" } }],
    fail: [
      { SSEDescription: null },
      { SSEDescription: { SSEType: "AES256", Status: "ENABLED" } },
      { SSEDescription: { SSEType: "KMS", Status: "DISABLED" } },
    ],
  },
  requirements: related({
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.5",
    hipaa: "164.308(a)(4)(ii)(A) 164.312(a)(2)(iv) 164.312(e)(2)(ii)",
    "nist-800-53-r5": "au_9_3 sc_8_3 sc_8_4 sc_13_a sc_28_1 si_19_4",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.5 A.8.11 A.8.24",
  }),
});
