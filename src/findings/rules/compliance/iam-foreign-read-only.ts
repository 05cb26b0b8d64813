import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { foreignAccounts } from "./foreign-access.ts";
import { allows, PolicyDocument } from "./policy-document.ts";

export default rule({
  id: "IAM-020",
  pack: "compliance",
  title: "Role for another account must not carry broad ReadOnlyAccess without a reason",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::Role",
  remedy: "Replace ReadOnlyAccess by SecurityAudit or ViewOnlyAccess, which do not read data.",
  config: z.object({ AttachedPolicies: z.array(z.string()), AssumeRolePolicyDocument: PolicyDocument }),
  evaluate({ AttachedPolicies, AssumeRolePolicyDocument }, { accountId }) {
    if (!AttachedPolicies.some((arn) => arn.endsWith(":policy/ReadOnlyAccess")))
      return pass("Does not hold ReadOnlyAccess.");
    const foreign = allows(AssumeRolePolicyDocument).flatMap((statement) => foreignAccounts(statement, accountId));
    if (foreign.length === 0) return pass("Holds ReadOnlyAccess for principals of this account.");
    return fail(`Lets ${foreign.join(", ")} read everything, data included.`);
  },
  examples: {
    pass: [
      {
        AttachedPolicies: [],
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::210987654321:root" }, Action: "sts:AssumeRole" },
          ],
        },
      },
      {
        AttachedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" },
          ],
        },
      },
    ],
    fail: [
      {
        AttachedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::210987654321:root" }, Action: "sts:AssumeRole" },
          ],
        },
      },
      {
        AttachedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
        },
      },
    ],
  },
  requirements: {},
});
