import * as z from "zod";
import { unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { saves } from "./saving.ts";

export default rule({
  id: "kms-unused",
  pack: "savings",
  title: "Disabled key is still billed",
  category: "idle",
  severity: "low",
  resourceType: "AWS::KMS::Key",
  remedy: "Look for old snapshots and backups that it encrypts; if there are none, schedule its deletion.",
  cli: "aws kms schedule-key-deletion --key-id <id> --pending-window-in-days 30",
  config: z.object({ KeyState: z.string() }),
  evaluate({ KeyState }, { region }) {
    // AWS does not bill a key that waits for its deletion (KMS pricing page).
    if (KeyState === "PendingDeletion") return pass("Waits for its deletion, which costs nothing.");
    if (KeyState !== "Disabled")
      return unknown("Whether anybody uses an enabled key is told by CloudTrail's events only, which are not read.");
    const price = unit(units.kmsKeyMonth, region);
    return price ? saves(price, "Is disabled.", "one key") : fail("Is disabled.");
  },
  examples: {
    pass: [{ KeyState: "PendingDeletion" }],
    fail: [
      { config: { KeyState: "Disabled" }, saves: "1 × 1 = 1" },
      { config: { KeyState: "Disabled" }, context: { region: "cn-north-1" } },
    ],
    unknown: [{ KeyState: "Enabled" }],
  },
  requirements: {},
});
