import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECR-003",
  pack: "compliance",
  title: "ECR repository should have a lifecycle policy",
  category: "cost",
  severity: "low",
  resourceType: "AWS::ECR::Repository",
  remedy: "Add a lifecycle policy.",
  cli: "aws ecr put-lifecycle-policy --repository-name <id> --lifecycle-policy-text <policy>",
  config: z.object({ HasLifecyclePolicy: z.boolean() }),
  evaluate: ({ HasLifecyclePolicy }) =>
    HasLifecyclePolicy ? pass("Old images are removed by a policy.") : fail("Images are kept, and billed, for ever."),
  examples: {
    pass: [{ HasLifecyclePolicy: true }],
    fail: [{ HasLifecyclePolicy: false }],
  },
  requirements: related({
    "aws-fsbp": "ECR.3",
    "pci-dss-4.0": "10.5.1 3.2.1 3.3.1.1 3.3.1.3 3.3.2 3.3.3",
    "aws-well-architected-security": "permissions:sec_permissions_lifecycle",
  }),
});
