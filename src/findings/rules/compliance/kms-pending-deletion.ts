import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "KMS-002",
  pack: "compliance",
  title: "KMS key must not be pending deletion without approval",
  category: "resilience",
  severity: "critical",
  resourceType: "AWS::KMS::Key",
  remedy: "Cancel the deletion unless nothing is encrypted with the key any more.",
  cli: "aws kms cancel-key-deletion --key-id <id>",
  config: z.object({ KeyState: z.string(), DeletionDate: z.string().nullish() }),
  evaluate: ({ KeyState, DeletionDate }) =>
    KeyState === "PendingDeletion"
      ? fail(`Will be deleted${DeletionDate ? ` on ${DeletionDate.slice(0, 10)}` : ""}, and what it encrypts with it.`)
      : pass("Is not about to be deleted."),
  examples: {
    pass: [{ KeyState: "Enabled" }],
    fail: [{ KeyState: "PendingDeletion", DeletionDate: "2026-12-01T00:00:00Z" }, { KeyState: "PendingDeletion" }],
  },
  requirements: related({
    "aws-fsbp": "KMS.3",
    "pci-dss-4.0": "3.5.1.1 3.5.1.3 3.6.1.2 3.6.1.3 3.6.1.4 3.6.1 3.7.1 3.7.2 3.7.4 3.7.6 3.7.7 4.2.1.1",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
