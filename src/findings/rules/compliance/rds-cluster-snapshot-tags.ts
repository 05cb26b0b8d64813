import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-020",
  pack: "compliance",
  title: "RDS cluster should copy tags to snapshots",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Turn on copying of tags to snapshots.",
  cli: "aws rds modify-db-cluster --db-cluster-identifier <id> --copy-tags-to-snapshot",
  config: z.object({ CopyTagsToSnapshot: z.boolean() }),
  evaluate: ({ CopyTagsToSnapshot }) =>
    CopyTagsToSnapshot ? pass("Copies its tags to snapshots.") : fail("Snapshots lose the tags, and so the owner."),
  examples: {
    pass: [{ CopyTagsToSnapshot: true }],
    fail: [{ CopyTagsToSnapshot: false }],
  },
  requirements: related({
    "aws-fsbp": "RDS.16",
    "iso-27001-2022": "A.5.13",
  }),
});
