import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const WEAK = ["RSA_1024", "RSA-1024", "P-192"];

export default rule({
  id: "ACM-002",
  pack: "compliance",
  title: "Certificate must use RSA 2048 or stronger",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::CertificateManager::Certificate",
  remedy: "Request a new certificate with RSA 2048 or an elliptic curve.",
  config: z.object({ KeyAlgorithm: z.string() }),
  evaluate: ({ KeyAlgorithm }) =>
    WEAK.includes(KeyAlgorithm) ? fail(`${KeyAlgorithm} is too weak.`) : pass(`${KeyAlgorithm} is strong enough.`),
  examples: {
    pass: [{ KeyAlgorithm: "RSA_2048" }, { KeyAlgorithm: "EC_prime256v1" }],
    fail: [{ KeyAlgorithm: "RSA_1024" }, { KeyAlgorithm: "RSA-1024" }],
  },
  requirements: related({
    "aws-fsbp": "ACM.2",
    "pci-dss-4.0": "3.7.1",
  }),
});
