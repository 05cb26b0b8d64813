import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-009",
  pack: "compliance",
  title: "User should have at most one active access key",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::User",
  remedy: "Finish the rotation: delete the older key.",
  config: z.object({ AccessKeys: z.array(z.object({ isActive: z.boolean() })) }),
  evaluate({ AccessKeys }) {
    const active = AccessKeys.filter(({ isActive }) => isActive).length;
    return active > 1
      ? fail("Has two active access keys.")
      : pass(active === 1 ? "Has one active access key." : "Has no active access key.");
  },
  examples: {
    pass: [{ AccessKeys: [] }, { AccessKeys: [{ isActive: true }, { isActive: false }] }],
    fail: [{ AccessKeys: [{ isActive: true }, { isActive: true }] }],
  },
  requirements: related({
    "cis-aws-1.4": "1.13",
    "cis-aws-1.5": "1.13",
    "cis-aws-2.0": "1.13",
    "cis-aws-3.0": "1.13",
    "cis-aws-5.0": "1.12",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
  }),
});
