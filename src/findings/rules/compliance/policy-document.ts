import * as z from "zod";

const OneOrMany = z.union([z.string(), z.array(z.string())]);
const ConditionValue = z.union([z.string(), z.boolean(), z.number()]);
const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.union([z.string(), z.record(z.string(), OneOrMany)]).optional(),
  NotPrincipal: z.unknown().optional(),
  Action: OneOrMany.optional(),
  NotAction: OneOrMany.optional(),
  Resource: OneOrMany.optional(),
  NotResource: OneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([ConditionValue, z.array(ConditionValue)]))).optional(),
});
export type Statement = z.infer<typeof Statement>;

/** An IAM policy attached to a resource. */
export const PolicyDocument = z.object({ Statement: z.union([Statement, z.array(Statement)]) });
export type PolicyDocument = z.infer<typeof PolicyDocument>;

export const statements = (policy: PolicyDocument | null): Statement[] => (policy ? many(policy.Statement) : []);
export const allows = (policy: PolicyDocument | null) => statements(policy).filter((s) => s.Effect === "Allow");
export const denies = (policy: PolicyDocument | null) => statements(policy).filter((s) => s.Effect === "Deny");

/** kind: AWS, Service, Federated or CanonicalUser; a bare "*" is AWS "*". */
export function principals(statement: Statement): { kind: string; value: string }[] {
  const { Principal: principal, NotPrincipal: except } = statement;
  // Everyone but somebody is still everyone.
  if (except !== undefined && statement.Effect === "Allow") return [{ kind: "AWS", value: "*" }];
  if (principal === undefined) return [];
  if (typeof principal === "string") return [{ kind: "AWS", value: principal }];
  return Object.entries(principal).flatMap(([kind, values]) => many(values).map((value) => ({ kind, value })));
}

/** "*", or a wildcard where the account's number stands. */
export const isEveryone = (statement: Statement) =>
  principals(statement).some(({ kind, value }) => kind === "AWS" && /^(?:\*$|arn:[^:]*:[^:]*:[^:]*:\*:)/.test(value));

/** An Allow for everyone that no condition narrows to known callers. */
export const isPublic = (statement: Statement) =>
  statement.Effect === "Allow" && isEveryone(statement) && !isNarrowed(statement);

/**
 * Condition keys that name the caller, the network or the origin of a call, as Amazon S3 lists them under
 * "The meaning of public" (Blocking public access to your Amazon S3 storage), and Lambda's own event source token.
 */
const NARROWING_KEYS = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
  "lambda:eventsourcetoken",
];
/** Operators that demand a value. "…IfExists", "ForAllValues:" and negations let a request without the key through. */
const DEMANDING = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;

/** The values that each demanding condition allows: [key in lower case, values]. */
const demandedValues = ({ Condition = {} }: Statement): [string, string[]][] =>
  Object.entries(Condition)
    .filter(([operator]) => DEMANDING.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .map(([key, values]): [string, string[]] => [key.toLowerCase(), many(values).map(String)]);

/** Whether a condition demands one of the keys (in lower case) with values that each name somebody. */
export const demands = (statement: Statement, keys: readonly string[], isName = isDefinite): boolean =>
  demandedValues(statement).some(([key, values]) => keys.includes(key) && values.every((value) => isName(key, value)));

/** The values that one demanding condition on a narrowing key allows: [key in lower case, values]. */
export const narrowingConditions = (statement: Statement): [string, string[]][] =>
  demandedValues(statement).filter(
    ([key, values]) => NARROWING_KEYS.includes(key) && values.every((value) => isDefinite(key, value)),
  );

export const isNarrowed = (statement: Statement) => narrowingConditions(statement).length > 0;

/** A pattern of these is a pattern of strangers; a path may have wildcards below its organisation. */
const IDS = /:(?:\w*account|sourceowner|\w*org(?:id|paths)|sourcevpce?)$/;

/** S3 calls a range wider than /8 (IPv6: /32) public; a wildcard account in an ARN names nobody. */
function isDefinite(key: string, value: string): boolean {
  if (key === "aws:sourceip") {
    const [address = "", bits] = value.split("/");
    const width = bits === undefined ? Number.POSITIVE_INFINITY : Number(bits);
    return address.includes(":") ? width >= 32 : width >= 8;
  }
  if (IDS.test(key)) return !/^[^/]*[*?]/.test(value);
  if (!value.startsWith("arn:")) return !/^[*?]/.test(value);
  const [, , service = "", , account = "", ...resource] = value.split(":");
  return account === "" ? service !== "*" && !/^[*?]/.test(resource.join(":")) : !/[*?]/.test(account);
}

/** Whether an action pattern such as "s3:Put*" covers the action. IAM compares without case. */
export const covers = (pattern: string, action: string) => glob(pattern.toLowerCase()).test(action.toLowerCase());

/** Whether the statement's Action or NotAction takes the action in. */
export function speaksOf(statement: Statement, action: string): boolean {
  if (statement.Action !== undefined) return many(statement.Action).some((pattern) => covers(pattern, action));
  if (statement.NotAction !== undefined) return !many(statement.NotAction).some((pattern) => covers(pattern, action));
  return false;
}

export const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** IAM's wildcards: * any run of characters, ? any one. */
export const glob = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  );
