import { allows, many, PolicyDocument, type Statement, speaksOf } from "./policy-document.ts";

/** A policy of a user, group or role; without principals, they are its holders. */
export const IdentityPolicy = PolicyDocument.nullable();

const onEverything = ({ Resource, NotResource }: Statement) =>
  NotResource !== undefined || many(Resource ?? []).includes("*");

/** An Allow of every action on every resource, without a condition. */
export const allowsEverything = (policy: PolicyDocument | null) =>
  allows(policy).some(
    (statement) =>
      many(statement.Action ?? []).some((action) => action === "*" || action === "*:*") &&
      onEverything(statement) &&
      Object.keys(statement.Condition ?? {}).length === 0,
  );

/**
 * Combinations that let their holder become somebody with more rights.
 * Sources: Rhino Security Labs, "AWS IAM Privilege Escalation Methods"; Bishop Fox, "Privilege Escalation in AWS".
 */
const ESCALATIONS: readonly (readonly string[])[] = [
  ["iam:CreatePolicyVersion"],
  ["iam:SetDefaultPolicyVersion"],
  ["iam:CreateAccessKey"],
  ["iam:CreateLoginProfile"],
  ["iam:UpdateLoginProfile"],
  ["iam:AttachUserPolicy"],
  ["iam:AttachGroupPolicy"],
  ["iam:AttachRolePolicy"],
  ["iam:PutUserPolicy"],
  ["iam:PutGroupPolicy"],
  ["iam:PutRolePolicy"],
  ["iam:AddUserToGroup"],
  ["iam:UpdateAssumeRolePolicy"],
  ["sts:AssumeRole"],
  ["iam:PassRole", "ec2:RunInstances"],
  ["iam:PassRole", "lambda:CreateFunction"],
  ["iam:PassRole", "ecs:RunTask"],
  ["iam:PassRole", "glue:CreateDevEndpoint"],
  ["iam:PassRole", "glue:CreateJob"],
  ["iam:PassRole", "cloudformation:CreateStack"],
  ["iam:PassRole", "datapipeline:CreatePipeline"],
  ["iam:PassRole", "codebuild:CreateProject"],
  ["iam:PassRole", "sagemaker:CreateNotebookInstance"],
  ["iam:PassRole", "autoscaling:CreateLaunchConfiguration"],
  ["iam:PassRole", "states:CreateStateMachine"],
  ["lambda:UpdateFunctionCode"],
  ["glue:UpdateDevEndpoint"],
];

/** Combinations that the policy allows on every resource and nowhere denies. */
export function escalations(policy: PolicyDocument | null): string[] {
  const wide = allows(policy).filter(onEverything);
  const denied = many(policy?.Statement ?? [])
    .filter(({ Effect, Condition }) => Effect === "Deny" && !Condition)
    .filter(onEverything);
  const may = (action: string) =>
    wide.some((statement) => speaksOf(statement, action)) && !denied.some((statement) => speaksOf(statement, action));
  return ESCALATIONS.filter((actions) => actions.every(may)).map((actions) => actions.join(" with "));
}
