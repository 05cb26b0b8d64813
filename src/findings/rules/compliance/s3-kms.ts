import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { algorithms, EncryptionRules } from "./bucket-encryption.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-007",
  pack: "compliance",
  title: "Sensitive bucket should use SSE-KMS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy: "Encrypt by default with a KMS key and switch on the bucket key.",
  cli: 'aws s3api put-bucket-encryption --bucket <id> --server-side-encryption-configuration \'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}\'',
  config: z.object({ Encryption: EncryptionRules.nullable() }),
  evaluate({ Encryption }) {
    const used = algorithms(Encryption);
    return used.some((algorithm) => ["aws:kms", "aws:kms:dsse"].includes(algorithm))
      ? pass(`Encrypts by default with ${used.join(", ")}.`)
      : fail(`Encrypts by default with ${used.join(", ") || "nothing"}, not with a KMS key.`);
  },
  examples: {
    pass: [
      { Encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }] } },
      { Encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms:dsse" } }] } },
    ],
    fail: [
      { Encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] } },
      { Encryption: null },
    ],
  },
  requirements: related({
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 3.4.d 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.4",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
