import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-006",
  pack: "compliance",
  title: "CloudFront should have a default root object",
  category: "public-exposure",
  severity: "low",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Name a default root object.",
  config: z.object({ DefaultRootObject: z.string().nullable() }),
  evaluate: ({ DefaultRootObject }) =>
    DefaultRootObject
      ? pass(`Answers / with ${DefaultRootObject}.`)
      : fail("Answers / with whatever the origin says, such as a list of files."),
  examples: {
    pass: [{ DefaultRootObject: "index.html" }],
    fail: [{ DefaultRootObject: null }],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.1",
  }),
});
