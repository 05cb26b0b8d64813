import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-016",
  pack: "compliance",
  title: "A role for AWS Support cases should exist",
  category: "identity",
  severity: "low",
  resourceType: "AWS::IAM::Account",
  remedy: "Attach AWSSupportAccess to a role.",
  cli: "aws iam attach-role-policy --role-name <role> --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess",
  config: z.object({ SupportAccess: z.array(z.string()).nullable() }),
  evaluate({ SupportAccess: holders }) {
    const roles = (holders ?? []).filter((holder) => holder.startsWith("role "));
    if (roles.length > 0) return pass(`AWS Support cases are open to ${roles.join(", ")}.`);
    return fail(
      holders?.length
        ? `Only ${holders.join(", ")} can open a case with AWS Support, and no role.`
        : "Nobody but administrators can open a case with AWS Support.",
    );
  },
  examples: {
    pass: [{ SupportAccess: ["role support"] }, { SupportAccess: ["group help", "role support"] }],
    fail: [{ SupportAccess: [] }, { SupportAccess: null }, { SupportAccess: ["user role-less"] }],
  },
  requirements: related({
    "cis-aws-1.4": "1.17",
    "cis-aws-1.5": "1.17",
    "cis-aws-2.0": "1.17",
    "cis-aws-3.0": "1.17",
    "cis-aws-5.0": "1.16",
    "cis-aws-7.0": "2.15",
    "aws-well-architected-security": "incident-response:sec_incident_response_identify_personnel",
  }),
});
