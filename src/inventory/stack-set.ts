import { cloudFormationTemplate, type RoleOffer } from "./role-template.ts";

/** The same in every member account, so that its ARN is known before it is there. Of the id, what is random in it. */
export const memberRoleName = (managementId: string) => `DevControl-${managementId.slice(-12)}`;

/** Service-managed stack sets leave the management account out (CloudFormation user guide, "StackSets concepts"). */
export function stackSet(managementId: string, offer: RoleOffer) {
  const name = memberRoleName(managementId);
  const file = "devcontrol-members.yaml";
  return {
    roleName: name,
    file,
    template: cloudFormationTemplate({ ...offer, roleName: name }),
    /** In the management account; IAM is global, so one region is enough. */
    commands: [
      "# Once per organisation: lets CloudFormation deploy to its accounts.",
      "aws cloudformation activate-organizations-access",
      "",
      "aws cloudformation create-stack-set \\",
      `  --stack-set-name ${name} \\`,
      `  --template-body file://${file} \\`,
      "  --capabilities CAPABILITY_NAMED_IAM \\",
      "  --permission-model SERVICE_MANAGED \\",
      "  --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\",
      "  --region us-east-1",
      "",
      "aws cloudformation create-stack-instances \\",
      `  --stack-set-name ${name} \\`,
      "  --deployment-targets OrganizationalUnitIds=$(aws organizations list-roots --query 'Roots[0].Id' --output text) \\",
      "  --regions us-east-1 \\",
      "  --operation-preferences MaxConcurrentPercentage=25,FailureTolerancePercentage=100 \\",
      "  --region us-east-1",
      "",
    ].join("\n"),
    /** When the policy has grown. */
    update: [
      "aws cloudformation update-stack-set \\",
      `  --stack-set-name ${name} \\`,
      `  --template-body file://${file} \\`,
      "  --capabilities CAPABILITY_NAMED_IAM \\",
      "  --region us-east-1",
      "",
    ].join("\n"),
  };
}
