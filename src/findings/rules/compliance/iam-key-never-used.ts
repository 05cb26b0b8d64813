import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-010",
  pack: "compliance",
  title: "Console user should not hold a never-used access key",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::User",
  remedy: "Delete the key; make one when it is needed.",
  needs: ["metrics"],
  config: z.object({
    PasswordEnabled: z.boolean(),
    AccessKeys: z.array(z.object({ number: z.number(), isActive: z.boolean() })),
  }),
  evaluate({ PasswordEnabled, AccessKeys }, { metrics }) {
    if (!PasswordEnabled) return pass("Is no console user.");
    const unused = AccessKeys.filter(
      ({ number, isActive }) => isActive && (metrics[`key${number}UsedAt`] ?? null) === null,
    );
    return unused.length === 0
      ? pass("Holds no key that was never used.")
      : fail(`Key ${unused.map(({ number }) => number).join(" and ")} was never used.`);
  },
  examples: {
    pass: [
      { PasswordEnabled: false, AccessKeys: [{ number: 1, isActive: true }] },
      { PasswordEnabled: true, AccessKeys: [{ number: 1, isActive: false }] },
      {
        config: { PasswordEnabled: true, AccessKeys: [{ number: 1, isActive: true }] },
        context: { metrics: { key1UsedAt: 1760616000 } },
      },
    ],
    fail: [{ PasswordEnabled: true, AccessKeys: [{ number: 1, isActive: true }] }],
  },
  requirements: related({
    "cis-aws-1.4": "1.11",
    "cis-aws-1.5": "1.11",
    "cis-aws-2.0": "1.11",
    "cis-aws-3.0": "1.11",
    "cis-aws-5.0": "1.10",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
  }),
});
