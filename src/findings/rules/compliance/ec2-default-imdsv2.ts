import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-007",
  pack: "compliance",
  title: "Account default for new instances must require IMDSv2",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::EC2::Account",
  remedy: "Set the account default of the region to HttpTokens=required.",
  cli: "aws ec2 modify-instance-metadata-defaults --http-tokens required",
  config: z.object({ MetadataDefaults: z.object({ HttpTokens: z.string().nullish() }) }),
  evaluate: ({ MetadataDefaults: { HttpTokens } }) =>
    HttpTokens === "required"
      ? pass("New instances require IMDSv2 unless they say otherwise.")
      : fail(`The default for new instances is ${HttpTokens ?? "not set"}.`),
  examples: {
    pass: [{ MetadataDefaults: { HttpTokens: "required" } }],
    fail: [{ MetadataDefaults: { HttpTokens: "optional" } }, { MetadataDefaults: {} }],
  },
  requirements: related({
    "cis-aws-2.0": "5.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
