import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-010",
  pack: "compliance",
  title: "RDS instance should copy tags to snapshots",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Copy tags to snapshots.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --copy-tags-to-snapshot",
  config: z.object({ CopyTagsToSnapshot: z.boolean() }),
  evaluate: ({ CopyTagsToSnapshot }) =>
    CopyTagsToSnapshot ? pass("Snapshots carry its tags.") : fail("Snapshots lose its tags."),
  examples: { pass: [{ CopyTagsToSnapshot: true }], fail: [{ CopyTagsToSnapshot: false }] },
  requirements: related({
    "aws-fsbp": "RDS.17",
    soc2: "CC7.5",
  }),
});
