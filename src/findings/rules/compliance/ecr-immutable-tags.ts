import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECR-002",
  pack: "compliance",
  title: "ECR repository should have immutable tags",
  category: "supply-chain",
  severity: "medium",
  resourceType: "AWS::ECR::Repository",
  remedy: "Make tags immutable.",
  cli: "aws ecr put-image-tag-mutability --repository-name <id> --image-tag-mutability IMMUTABLE",
  config: z.object({ imageTagMutability: z.string() }),
  evaluate: ({ imageTagMutability }) =>
    imageTagMutability.startsWith("IMMUTABLE")
      ? pass("A tag names one image for ever.")
      : fail("A tag can be moved to another image."),
  examples: {
    pass: [{ imageTagMutability: "IMMUTABLE" }, { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" }],
    fail: [{ imageTagMutability: "MUTABLE" }, { imageTagMutability: "MUTABLE_WITH_EXCLUSION" }],
  },
  requirements: related({
    "aws-fsbp": "ECR.2",
  }),
});
