import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** Security Hub, CloudWatch.16: a year. */
const DAYS_MIN = 365;

export default rule({
  id: "CWL-001",
  pack: "compliance",
  title: 'Log group should have a retention of at least 365 days, never "forever"',
  category: "cost",
  severity: "low",
  resourceType: "AWS::Logs::LogGroup",
  remedy: "Set a retention of a year or more.",
  cli: "aws logs put-retention-policy --log-group-name <id> --retention-in-days 365",
  config: z.object({ retentionInDays: z.number().nullish() }),
  evaluate({ retentionInDays: days }) {
    if (!days) return fail("Kept for ever, and billed for ever.");
    return days >= DAYS_MIN ? pass(`Kept for ${days} days.`) : fail(`Kept for ${days} days, fewer than ${DAYS_MIN}.`);
  },
  examples: {
    pass: [{ retentionInDays: 365 }, { retentionInDays: 400 }],
    fail: [{}, { retentionInDays: 180 }],
  },
  requirements: related({
    "pci-dss-3.2.1": "10.1 10.7 10.7.b 10.7.c",
    "pci-dss-4.0": "10.5.1 3.2.1 3.3.1.1 3.3.1.3 3.3.2 3.3.3 5.3.4",
    soc2: "CC7.2 CC7.3 C1.2",
    hipaa: "164.312(b)",
    "nist-800-53-r5":
      "ac_16_b au_6_3 au_6_4 au_6_6 au_6_9 au_10 au_11 au_11_1 au_12_1 au_12_2 au_12_3 au_14_a au_14_b ca_7_b pm_14_a_1 pm_14_b pm_21_b pm_31 sc_28_2 si_4_17 si_12",
    "aws-well-architected-security": "permissions:sec_permissions_lifecycle",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
