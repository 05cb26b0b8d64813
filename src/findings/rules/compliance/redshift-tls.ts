import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RSH-003",
  pack: "compliance",
  title: "Redshift cluster must require TLS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Set require_ssl in a parameter group of its own.",
  cli: "aws redshift modify-cluster-parameter-group --parameter-group-name <group> --parameters ParameterName=require_ssl,ParameterValue=true",
  config: z.object({ RequireSsl: z.boolean().nullable() }),
  evaluate({ RequireSsl }) {
    if (RequireSsl === null) return unknown("The cluster names no parameter group.");
    return RequireSsl ? pass("Plain connections are refused.") : fail("Plain connections are accepted.");
  },
  examples: {
    pass: [{ RequireSsl: true }],
    fail: [{ RequireSsl: false }],
    unknown: [{ RequireSsl: null }],
  },
  requirements: related({
    "aws-fsbp": "Redshift.2",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    soc2: "CC6.7",
    "iso-27001-2022": "A.8.12 A.8.24",
  }),
});
