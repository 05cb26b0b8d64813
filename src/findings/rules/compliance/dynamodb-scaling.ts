import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "DDB-004",
  pack: "compliance",
  title: "Provisioned DynamoDB table should scale",
  category: "resilience",
  severity: "low",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Switch to on-demand capacity, or let both directions scale.",
  cli: "aws dynamodb update-table --table-name <id> --billing-mode PAY_PER_REQUEST",
  config: z.object({ BillingMode: z.string(), ScalableDimensions: z.array(z.string()) }),
  evaluate({ BillingMode, ScalableDimensions }) {
    if (BillingMode === "PAY_PER_REQUEST") return pass("Capacity on demand.");
    const fixed = ["Read", "Write"].filter(
      (kind) => !ScalableDimensions.includes(`dynamodb:table:${kind}CapacityUnits`),
    );
    return fixed.length === 0
      ? pass("Reads and writes scale.")
      : fail(`Fixed capacity: ${fixed.join(" and ").toLowerCase()}.`);
  },
  examples: {
    pass: [
      { BillingMode: "PAY_PER_REQUEST", ScalableDimensions: [] },
      {
        BillingMode: "PROVISIONED",
        ScalableDimensions: ["dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"],
      },
    ],
    fail: [
      { BillingMode: "PROVISIONED", ScalableDimensions: [] },
      { BillingMode: "PROVISIONED", ScalableDimensions: ["dynamodb:table:ReadCapacityUnits"] },
    ],
  },
  requirements: related({
    "aws-fsbp": "DynamoDB.1",
  }),
});
