import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-017",
  pack: "compliance",
  title: "IAM must not store expired certificates",
  category: "hygiene",
  severity: "medium",
  resourceType: "AWS::IAM::ServerCertificate",
  remedy: "Delete the certificate, and keep certificates in ACM, which renews them.",
  cli: "aws iam delete-server-certificate --server-certificate-name <id>",
  config: z.object({ Expiration: z.string() }),
  evaluate: ({ Expiration }, { now }) =>
    Date.parse(Expiration) > now.getTime()
      ? pass(`Valid until ${Expiration.slice(0, 10)}.`)
      : fail(`Expired on ${Expiration.slice(0, 10)}.`),
  examples: {
    pass: [{ Expiration: "2026-11-20T12:00:01Z" }],
    fail: [{ Expiration: "2026-11-20T12:00:00Z" }],
  },
  requirements: related({
    "cis-aws-1.4": "1.19",
    "cis-aws-1.5": "1.19",
    "cis-aws-2.0": "1.19",
    "cis-aws-3.0": "1.19",
    "cis-aws-5.0": "1.18",
    "cis-aws-7.0": "2.17",
  }),
});
