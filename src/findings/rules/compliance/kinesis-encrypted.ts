import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "KIN-001",
  pack: "compliance",
  title: "Kinesis stream must be encrypted",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::Kinesis::Stream",
  remedy: "Turn on encryption of the stream.",
  cli: "aws kinesis start-stream-encryption --stream-name <id> --encryption-type KMS --key-id alias/aws/kinesis",
  config: z.object({ EncryptionType: z.string() }),
  evaluate: ({ EncryptionType }) =>
    EncryptionType === "KMS" ? pass("Encrypted with KMS.") : fail("Not encrypted at rest."),
  examples: {
    pass: [{ EncryptionType: "KMS" }],
    fail: [{ EncryptionType: "NONE" }],
  },
  requirements: related({
    "aws-fsbp": "Kinesis.1",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.4",
    "iso-27001-2022": "A.8.24",
  }),
});
