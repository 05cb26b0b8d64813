import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "OSS-003",
  pack: "compliance",
  title: "OpenSearch domain must encrypt between nodes",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Turn on node-to-node encryption.",
  cli: "aws opensearch update-domain-config --domain-name <id> --node-to-node-encryption-options Enabled=true",
  config: z.object({ NodeToNodeEncryption: z.boolean() }),
  evaluate: ({ NodeToNodeEncryption }) =>
    NodeToNodeEncryption ? pass("Nodes talk TLS to each other.") : fail("Nodes talk in clear to each other."),
  examples: {
    pass: [{ NodeToNodeEncryption: true }],
    fail: [{ NodeToNodeEncryption: false }],
  },
  requirements: related({
    "aws-fsbp": "OpenSearch.3",
    "pci-dss-3.2.1": "4.1 4.1.a 4.1.g 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    hipaa: "164.308(a)(4)(ii)(A) 164.312(e)(1)",
    "nist-800-53-r5":
      "ac_4 ac_4_22 ac_24_1 au_9_3 ca_9_b pm_17_b sc_7_4_b sc_7_4_g sc_8 sc_8_1 sc_8_2 sc_8_3 sc_8_4 sc_8_5 sc_13_a sc_23 si_1_a_2",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
    "iso-27001-2022": "A.8.12 A.8.24",
  }),
});
