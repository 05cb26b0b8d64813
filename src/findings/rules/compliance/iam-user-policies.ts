import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-013",
  pack: "compliance",
  title: "IAM user should get permissions only through groups",
  category: "identity",
  severity: "low",
  resourceType: "AWS::IAM::User",
  remedy: "Move the policies to a group, and the user into it.",
  config: z.object({ AttachedPolicies: z.array(z.string()), InlinePolicies: z.array(z.string()) }),
  evaluate({ AttachedPolicies, InlinePolicies }) {
    const own = [...AttachedPolicies.map((arn) => arn.split("/").at(-1)), ...InlinePolicies];
    return own.length === 0
      ? pass("Gets its permissions through groups only.")
      : fail(`Has policies of its own: ${own.join(", ")}.`);
  },
  examples: {
    pass: [{ AttachedPolicies: [], InlinePolicies: [] }],
    fail: [
      { AttachedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], InlinePolicies: [] },
      { AttachedPolicies: [], InlinePolicies: ["extra"] },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "1.15",
    "cis-aws-1.5": "1.15",
    "cis-aws-2.0": "1.15",
    "cis-aws-3.0": "1.15",
    "cis-aws-5.0": "1.14",
    "cis-aws-7.0": "2.13",
    "aws-fsbp": "IAM.2",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.5 7.3.1 7.3.2 7.3.3 8.2.1 8.2.2 8.2.4 8.2.5 8.2.7 8.2.8 8.3.11 8.3.4",
    soc2: "CC1.3",
    "nist-800-53-r5":
      "ac_2_1 ac_2_6 ac_2_i_2 ac_3 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_6 ac_6_3 ac_24 cm_5_1_a cm_6_a cm_9_b mp_2 sc_23_3",
    "aws-well-architected-security": "identities:sec_identities_groups_attributes",
    "iso-27001-2022": "A.5.15",
  }),
});
