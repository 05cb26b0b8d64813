import { allows, many, PolicyDocument, type Statement, speaksOf } from "./policy-document.ts";

/** A policy of a user, group or role; without principals, they are its holders. */
export const IdentityPolicy = PolicyDocument.nullable();

const onEverything = ({ Resource, NotResource }: Statement) =>
  NotResource !== undefined || many(Resource ?? []).includes("*");

/** An Allow of every action on every resource. Whoever meets its condition is an administrator all the same. */
export const allowsEverything = (policy: PolicyDocument | null) =>
  allows(policy).some(
    (statement) =>
      many(statement.Action ?? []).some((action) => action === "*" || action === "*:*") && onEverything(statement),
  );

/**
 * Combinations that let their holder become somebody with more rights.
 * Sources: Rhino Security Labs, "AWS IAM Privilege Escalation Methods"; Bishop Fox, "Privilege Escalation in AWS";
 * DataDog, pathfinding.cloud.
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
  ["iam:PassRole", "ec2:RequestSpotInstances"],
  ["iam:PassRole", "lambda:CreateFunction"],
  ["iam:PassRole", "ecs:RunTask"],
  ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"],
  ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
  ["iam:PassRole", "glue:CreateDevEndpoint"],
  ["iam:PassRole", "glue:CreateJob"],
  ["iam:PassRole", "glue:UpdateJob"],
  ["iam:PassRole", "cloudformation:CreateStack"],
  ["iam:PassRole", "cloudformation:CreateStackSet"],
  ["iam:PassRole", "datapipeline:CreatePipeline"],
  ["iam:PassRole", "codebuild:CreateProject"],
  ["iam:PassRole", "sagemaker:CreateNotebookInstance"],
  ["iam:PassRole", "sagemaker:CreateTrainingJob"],
  ["iam:PassRole", "sagemaker:CreateProcessingJob"],
  ["iam:PassRole", "apprunner:CreateService"],
  ["iam:PassRole", "autoscaling:CreateLaunchConfiguration"],
  ["iam:PassRole", "states:CreateStateMachine"],
  ["lambda:UpdateFunctionCode"],
  ["lambda:UpdateFunctionConfiguration"],
  ["glue:UpdateDevEndpoint"],
  ["cloudformation:UpdateStack"],
  ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
  ["sagemaker:CreatePresignedNotebookInstanceUrl"],
  ["ssm:SendCommand"],
  ["ssm:StartSession"],
];

/** All of a kind, such as arn:aws:iam::123456789012:role/* or arn:aws:lambda:*:*:function:*. */
const ALL_OF_A_KIND = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:\*|[\w-]+[:/]\*)$/;
const onAllOfAKind = (statement: Statement) =>
  onEverything(statement) || many(statement.Resource ?? []).some((resource) => ALL_OF_A_KIND.test(resource));

/** Combinations that the policy allows on every resource of a kind and nowhere denies. */
export function escalations(policy: PolicyDocument | null): string[] {
  const wide = allows(policy).filter(onAllOfAKind);
  const denied = many(policy?.Statement ?? [])
    .filter(({ Effect, Condition }) => Effect === "Deny" && !Condition)
    .filter(onEverything);
  const may = (action: string) =>
    wide.some((statement) => speaksOf(statement, action)) && !denied.some((statement) => speaksOf(statement, action));
  return ESCALATIONS.filter((actions) => actions.every(may)).map((actions) => actions.join(" with "));
}
