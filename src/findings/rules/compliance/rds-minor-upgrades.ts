import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-006",
  pack: "compliance",
  title: "RDS instance should upgrade minor versions automatically",
  category: "patching",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Turn on automatic minor version upgrades.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --auto-minor-version-upgrade",
  config: z.object({ AutoMinorVersionUpgrade: z.boolean() }),
  evaluate: ({ AutoMinorVersionUpgrade }) =>
    AutoMinorVersionUpgrade ? pass("Takes minor versions by itself.") : fail("Does not take minor versions by itself."),
  examples: { pass: [{ AutoMinorVersionUpgrade: true }], fail: [{ AutoMinorVersionUpgrade: false }] },
  requirements: related({
    "cis-aws-1.5": "2.3.2",
    "cis-aws-2.0": "2.3.2",
    "cis-aws-3.0": "2.3.2",
    "cis-aws-5.0": "2.2.2",
    "cis-aws-7.0": "3.2.2",
    "aws-fsbp": "RDS.13",
    "pci-dss-4.0": "6.3.3",
    "aws-well-architected-security": "protect-compute:sec_protect_compute_vulnerability_management",
  }),
});
