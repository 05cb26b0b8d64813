import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** States in which nothing can be encrypted and nobody has asked for its deletion (AWS KMS, "Key states"). */
const USELESS = ["Disabled", "PendingImport", "Unavailable"];

export default rule({
  id: "KMS-004",
  pack: "compliance",
  title: "Disabled customer key should be removed",
  category: "cost",
  severity: "low",
  resourceType: "AWS::KMS::Key",
  remedy: "Schedule its deletion with the longest waiting time, if nothing is encrypted with it.",
  cli: "aws kms schedule-key-deletion --key-id <id> --pending-window-in-days 30",
  config: z.object({ KeyManager: z.string(), KeyState: z.string() }),
  evaluate({ KeyManager, KeyState }) {
    if (KeyManager === "AWS") return notApplicable("AWS keeps it.");
    return USELESS.includes(KeyState) ? fail(`Is ${KeyState}, and still billed every month.`) : pass(`Is ${KeyState}.`);
  },
  examples: {
    pass: [
      { KeyManager: "CUSTOMER", KeyState: "Enabled" },
      { KeyManager: "CUSTOMER", KeyState: "PendingDeletion" },
    ],
    fail: ["Disabled", "PendingImport", "Unavailable"].map((KeyState) => ({ KeyManager: "CUSTOMER", KeyState })),
    notApplicable: [{ KeyManager: "AWS", KeyState: "Disabled" }],
  },
  requirements: related({
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_key_mgmt",
    "iso-27001-2022": "A.8.5 A.8.11 A.8.24",
  }),
});
