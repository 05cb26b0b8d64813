import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "RDS-021",
  pack: "compliance",
  title: "RDS instance must run an engine version that AWS still offers",
  category: "patching",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Upgrade to a version that AWS still offers, in a maintenance window.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --engine-version <version> --allow-major-version-upgrade",
  config: z.object({ Engine: z.string(), EngineVersion: z.string(), EngineVersionOffered: z.boolean() }),
  evaluate: ({ Engine, EngineVersion, EngineVersionOffered }) =>
    EngineVersionOffered
      ? pass(`AWS offers ${Engine} ${EngineVersion}.`)
      : fail(`AWS no longer offers ${Engine} ${EngineVersion}.`),
  examples: {
    pass: [{ Engine: "postgres", EngineVersion: "17.4", EngineVersionOffered: true }],
    fail: [{ Engine: "postgres", EngineVersion: "9.6.1", EngineVersionOffered: false }],
  },
  requirements: {},
});
