import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { foreignPrincipals } from "./foreign-access.ts";
import { allows, PolicyDocument } from "./policy-document.ts";

export default rule({
  id: "DDB-005",
  pack: "compliance",
  title: "DynamoDB table policy must not allow foreign accounts",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Remove the foreign principals from the table policy.",
  cli: "aws dynamodb delete-resource-policy --resource-arn <arn>",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate({ Policy }, { accountId }) {
    if (Policy === null) return notApplicable("Has no resource policy.");
    const foreign = allows(Policy).flatMap((statement) => foreignPrincipals(statement, accountId));
    return foreign.length === 0
      ? pass("The policy names principals of this account only.")
      : fail(`The policy lets in ${[...new Set(foreign)].join(", ")}.`);
  },
  examples: {
    pass: [
      {
        Policy: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "*", Resource: "*" },
          ],
        },
      },
    ],
    fail: [
      { Policy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] } },
      {
        Policy: {
          Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::210987654321:root" }, Action: "dynamodb:*" }],
        },
      },
    ],
    notApplicable: [{ Policy: null }],
  },
  requirements: {},
});
