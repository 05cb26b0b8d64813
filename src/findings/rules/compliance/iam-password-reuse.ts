import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** The most that IAM remembers, and what CIS AWS Foundations asks for. */
const REMEMBERED_MIN = 24;

export default rule({
  id: "IAM-012",
  pack: "compliance",
  title: "Password policy must prevent reuse of 24 passwords",
  category: "identity",
  severity: "low",
  resourceType: "AWS::IAM::PasswordPolicy",
  remedy: "Remember 24 passwords in the password policy.",
  cli: "aws iam update-account-password-policy --password-reuse-prevention 24",
  config: z.object({ Policy: z.object({ PasswordReusePrevention: z.number().nullish() }).nullable() }),
  evaluate({ Policy }) {
    if (!Policy) return fail("There is no password policy.");
    const count = Policy.PasswordReusePrevention ?? 0;
    return count >= REMEMBERED_MIN
      ? pass(`The last ${count} passwords cannot be used again.`)
      : fail(
          count === 0 ? "Old passwords can be used again." : `Only the last ${count} passwords cannot be used again.`,
        );
  },
  examples: {
    pass: [{ Policy: { PasswordReusePrevention: 24 } }],
    fail: [{ Policy: null }, { Policy: { PasswordReusePrevention: 23 } }, { Policy: {} }],
  },
  requirements: related({
    "cis-aws-1.4": "1.9",
    "cis-aws-1.5": "1.9",
    "cis-aws-2.0": "1.9",
    "cis-aws-3.0": "1.9",
    "cis-aws-5.0": "1.8",
    "cis-aws-7.0": "2.9",
    "aws-fsbp": "IAM.7",
    "pci-dss-3.2.1": "8.1 8.1.4 8.2 8.2.3 8.2.3.a 8.2.3.b 8.2.4 8.2.4.a 8.2.4.b 8.2.5 8.2.5.a 8.2.5.b",
    hipaa: "164.308(a)(4)(ii)(B) 164.308(a)(5)(ii)(D) 164.312(d)",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
    "iso-27001-2022": "A.5.15",
  }),
});
