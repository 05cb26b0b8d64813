import { fail, pass, type Verdict } from "../../rule.ts";
import { allows, isPublic, type PolicyDocument, type Statement } from "./policy-document.ts";

/**
 * PASS when no Allow is for everyone, or conditions narrow each of them to known callers.
 * `isBound` knows the conditions that only this service has.
 */
export function closedToEveryone(
  policy: PolicyDocument | null,
  none: string,
  isBound: (statement: Statement) => boolean = () => false,
): Verdict {
  if (policy === null) return pass(none);
  const open = allows(policy).filter((statement) => isPublic(statement) && !isBound(statement));
  if (open.length === 0) return pass("The policy names its callers.");
  return fail(`Everyone is allowed by statement ${open.map(({ Sid }) => Sid ?? "without Sid").join(", ")}.`);
}

const EVERYONE: Statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };

/** A policy whose one statement lets everyone do everything, but for what is said otherwise. */
export const letsIn = (otherwise: Partial<Statement> = {}): PolicyDocument => ({
  Statement: [{ ...EVERYONE, ...otherwise }],
});

/** What the policy of every service has in common. */
export const CLOSED_POLICIES = [
  letsIn({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
  letsIn({ Principal: { Service: "sns.amazonaws.com" } }),
  letsIn({ Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }),
  letsIn({ Effect: "Deny" }),
];
export const OPEN_POLICIES = [
  letsIn(),
  letsIn({ Principal: { AWS: "*" } }),
  letsIn({ Principal: { AWS: ["arn:aws:iam::123456789012:root", "arn:aws:iam::*:root"] } }),
  letsIn({ Condition: { StringLike: { "aws:SourceAccount": "*" } } }),
];
