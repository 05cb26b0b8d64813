import { denies, glob, isEveryone, many, type PolicyDocument, type Statement } from "./policy-document.ts";

/** Whether the policy denies every action over plain HTTP, for the bucket itself and for all of its objects. */
export function refusesPlainHttp(policy: PolicyDocument, bucket: string): boolean {
  const resources = denies(policy)
    .filter((statement) => isEveryone(statement) && coversEveryAction(statement) && isPlainHttpOnly(statement))
    .flatMap((statement) => many(statement.Resource ?? []));
  const covered = (name: string) =>
    resources.some((pattern) => glob(withoutPartition(pattern)).test(`arn:aws:s3:::${name}`));
  // A name that no literal pattern would contain stands for every object.
  return covered(bucket) && covered(`${bucket}/\u0000`);
}

const coversEveryAction = (statement: Statement) =>
  many(statement.Action ?? []).some((action) => ["s3:*", "*"].includes(action.toLowerCase()));

/** Another condition beside it would narrow the denial, so it must stand alone. */
function isPlainHttpOnly({ Condition }: Statement): boolean {
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ operator, key, values: many(value).map(String) })),
  );
  const [only, ...others] = conditions;
  return (
    others.length === 0 &&
    /^Bool(IfExists)?$/i.test(only?.operator ?? "") &&
    only?.key.toLowerCase() === "aws:securetransport" &&
    only.values.every((value) => value.toLowerCase() === "false")
  );
}

/** China and GovCloud write "arn:aws-cn:" and "arn:aws-us-gov:". */
const withoutPartition = (arn: string) => arn.replace(/^arn:aws[\w-]*:/, "arn:aws:");
