import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-009",
  pack: "compliance",
  title: "EC2 instance should use an IAM role through an instance profile",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "Attach an instance profile with a least-privilege role and remove stored access keys.",
  cli: "aws ec2 associate-iam-instance-profile --instance-id <id> --iam-instance-profile Name=<profile>",
  config: z.object({
    State: z.object({ Name: z.string() }),
    IamInstanceProfile: z.object({ Arn: z.string() }).nullish(),
  }),
  evaluate({ State, IamInstanceProfile }) {
    if (State.Name === "terminated") return notApplicable("Terminated.");
    return IamInstanceProfile ? pass(`Uses ${IamInstanceProfile.Arn}.`) : fail("Has no instance profile.");
  },
  examples: {
    pass: [
      { State: { Name: "running" }, IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/app" } },
    ],
    fail: [{ State: { Name: "running" } }],
    notApplicable: [{ State: { Name: "terminated" } }],
  },
  requirements: related({
    "cis-aws-1.4": "1.18",
    "cis-aws-1.5": "1.18",
    "cis-aws-2.0": "1.18",
    "cis-aws-3.0": "1.18",
    "cis-aws-5.0": "1.17",
    "cis-aws-7.0": "2.16",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.5 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4",
    "nist-800-53-r5": "ac_3 cm_5_1_a cm_6_a",
    "aws-well-architected-security":
      "permissions:sec_permissions_define permissions:sec_permissions_least_privileges protect-compute:sec_protect_compute_auto_protection protect-compute:sec_protect_compute_actions_distance",
    "iso-27001-2022": "A.8.2 A.8.20 A.8.21 A.8.22",
  }),
});
