import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELC-003",
  pack: "compliance",
  title: "ElastiCache replication group should fail over automatically",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Add a replica and turn on automatic failover.",
  cli: "aws elasticache modify-replication-group --replication-group-id <id> --automatic-failover-enabled --apply-immediately",
  config: z.object({ AutomaticFailover: z.string().nullish() }),
  evaluate: ({ AutomaticFailover }) =>
    AutomaticFailover === "enabled"
      ? pass("Fails over by itself.")
      : fail(`Automatic failover is ${AutomaticFailover ?? "off"}.`),
  examples: {
    pass: [{ AutomaticFailover: "enabled" }],
    fail: [{ AutomaticFailover: "disabled" }, {}],
  },
  requirements: related({
    "aws-fsbp": "ElastiCache.3",
    "iso-27001-2022": "A.8.14",
  }),
});
