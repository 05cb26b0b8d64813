import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "SQS-001",
  pack: "compliance",
  title: "SQS queue must be encrypted",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::SQS::Queue",
  remedy: "Turn on encryption by SQS, or choose a KMS key.",
  cli: "aws sqs set-queue-attributes --queue-url <url> --attributes SqsManagedSseEnabled=true",
  config: z.object({ KmsMasterKeyId: z.string().nullable(), SqsManagedSseEnabled: z.boolean() }),
  evaluate: ({ KmsMasterKeyId, SqsManagedSseEnabled }) =>
    KmsMasterKeyId || SqsManagedSseEnabled ? pass("Encrypted at rest.") : fail("Not encrypted at rest."),
  examples: {
    pass: [
      { KmsMasterKeyId: null, SqsManagedSseEnabled: true },
      { KmsMasterKeyId: "alias/q", SqsManagedSseEnabled: false },
    ],
    fail: [{ KmsMasterKeyId: null, SqsManagedSseEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "SQS.1",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
