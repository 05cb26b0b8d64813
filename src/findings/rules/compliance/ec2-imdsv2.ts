import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-006",
  pack: "compliance",
  title: "EC2 instance must require IMDSv2",
  category: "identity",
  severity: "high",
  resourceType: "AWS::EC2::Instance",
  remedy: "Require session tokens for the metadata service, with a hop limit of 1 (2 for containers).",
  cli: "aws ec2 modify-instance-metadata-options --instance-id <id> --http-tokens required --http-endpoint enabled",
  config: z.object({
    State: z.object({ Name: z.string() }),
    MetadataOptions: z.object({ HttpTokens: z.string().optional(), HttpEndpoint: z.string().optional() }).nullish(),
  }),
  evaluate({ State, MetadataOptions }) {
    if (State.Name === "terminated") return notApplicable("Terminated.");
    if (MetadataOptions?.HttpEndpoint === "disabled") return pass("The metadata service is off.");
    if (MetadataOptions?.HttpTokens === "required")
      return pass("The metadata service demands a session token (IMDSv2).");
    return fail("The metadata service answers without a session token (IMDSv1).");
  },
  examples: {
    pass: [
      { State: { Name: "running" }, MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled" } },
      { State: { Name: "running" }, MetadataOptions: { HttpTokens: "optional", HttpEndpoint: "disabled" } },
    ],
    fail: [
      { State: { Name: "stopped" }, MetadataOptions: { HttpTokens: "optional", HttpEndpoint: "enabled" } },
      { State: { Name: "running" } },
    ],
    notApplicable: [{ State: { Name: "terminated" } }],
  },
  requirements: related({
    "cis-aws-2.0": "5.6",
    "cis-aws-3.0": "5.6",
    "cis-aws-5.0": "5.7",
    "cis-aws-7.0": "6.7",
    "aws-fsbp": "EC2.8",
    "pci-dss-4.0": "8.2.8",
    soc2: "CC7.2",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_6 ac_24 cm_5_1_a mp_2 sc_23_3",
    "aws-well-architected-security":
      "permissions:sec_permissions_define protect-compute:sec_protect_compute_vulnerability_management",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
