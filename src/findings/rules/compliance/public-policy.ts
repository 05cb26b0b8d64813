import { fail, pass, type Verdict } from "../../rule.ts";
import { allows, isPublic, type PolicyDocument } from "./policy-document.ts";

/** PASS when no Allow is for everyone, or conditions narrow each of them to known callers. */
export function closedToEveryone(policy: PolicyDocument | null, none: string): Verdict {
  if (policy === null) return pass(none);
  const open = allows(policy).filter(isPublic);
  if (open.length === 0) return pass("The policy names its callers.");
  return fail(`Everyone is allowed by statement ${open.map(({ Sid }) => Sid ?? "without Sid").join(", ")}.`);
}
