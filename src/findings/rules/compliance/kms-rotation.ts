import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const KEY = {
  KeyManager: "CUSTOMER",
  KeyState: "Enabled",
  KeySpec: "SYMMETRIC_DEFAULT",
  Origin: "AWS_KMS",
  KeyRotationEnabled: null,
};

export default rule({
  id: "KMS-001",
  pack: "compliance",
  title: "Customer symmetric KMS key must rotate",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::KMS::Key",
  remedy: "Turn on automatic rotation.",
  cli: "aws kms enable-key-rotation --key-id <id>",
  config: z.object({
    KeyManager: z.string(),
    KeyState: z.string(),
    KeySpec: z.string(),
    Origin: z.string(),
    KeyRotationEnabled: z.boolean().nullable(),
  }),
  evaluate({ KeyManager, KeyState, KeySpec, Origin, KeyRotationEnabled }) {
    if (KeyManager === "AWS") return notApplicable("AWS rotates it.");
    if (KeyState !== "Enabled") return notApplicable(`Is ${KeyState}.`);
    if (KeySpec !== "SYMMETRIC_DEFAULT") return notApplicable(`${KeySpec} cannot rotate by itself.`);
    if (Origin === "EXTERNAL" || Origin === "AWS_CLOUDHSM")
      return notApplicable(`Material from ${Origin} cannot rotate by itself.`);
    return KeyRotationEnabled ? pass("Rotates by itself.") : fail("Never rotates.");
  },
  examples: {
    pass: [{ ...KEY, KeyRotationEnabled: true }],
    fail: [{ ...KEY, KeyRotationEnabled: false }],
    notApplicable: [
      { ...KEY, KeyManager: "AWS" },
      { ...KEY, KeyState: "Disabled" },
      { ...KEY, KeySpec: "RSA_2048" },
      { ...KEY, Origin: "EXTERNAL" },
      { ...KEY, Origin: "AWS_CLOUDHSM" },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "3.8",
    "cis-aws-1.5": "3.8",
    "cis-aws-2.0": "3.8",
    "cis-aws-3.0": "3.6",
    "cis-aws-5.0": "3.6",
    "cis-aws-7.0": "4.6",
    "pci-dss-4.0": "3.7.4 3.7.5",
    soc2: "PI1.5",
    hipaa: "164.312(a)(2)(iv)",
    "nist-800-53-r5": "cm_6_a cm_9_b sa_9_6 sc_12 sc_12_2 sc_12_6",
    "aws-well-architected-security": "identities:sec_identities_audit",
    "iso-27001-2022": "A.8.5 A.8.11 A.8.24",
  }),
});
