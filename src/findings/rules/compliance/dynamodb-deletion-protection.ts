import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "DDB-003",
  pack: "compliance",
  title: "DynamoDB table should have deletion protection",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Turn on deletion protection.",
  cli: "aws dynamodb update-table --table-name <id> --deletion-protection-enabled",
  config: z.object({ DeletionProtectionEnabled: z.boolean().default(false) }),
  evaluate: ({ DeletionProtectionEnabled }) =>
    DeletionProtectionEnabled ? pass("Protected against deletion.") : fail("Can be deleted with one call."),
  examples: {
    pass: [{ DeletionProtectionEnabled: true }],
    fail: [{ DeletionProtectionEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "DynamoDB.6",
  }),
});
