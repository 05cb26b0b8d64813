import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";

export default rule({
  id: "IAM-022",
  pack: "compliance",
  title: "Members of an administrator group must have MFA",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::Group",
  remedy: "Ask the named members for a passkey or a security key.",
  config: z.object({ AttachedPolicies: z.array(z.string()), MembersWithoutMfa: z.array(z.string()) }),
  evaluate({ AttachedPolicies, MembersWithoutMfa: open }) {
    if (!AttachedPolicies.some((arn) => arn.endsWith(":policy/AdministratorAccess")))
      return notApplicable("Is no group of administrators.");
    return open.length === 0
      ? pass("Every member has a second factor.")
      : fail(`Administrators without a second factor: ${open.join(", ")}.`);
  },
  examples: {
    pass: [{ AttachedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"], MembersWithoutMfa: [] }],
    fail: [{ AttachedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"], MembersWithoutMfa: ["jonas"] }],
    notApplicable: [{ AttachedPolicies: [], MembersWithoutMfa: [] }],
  },
  requirements: {},
});
