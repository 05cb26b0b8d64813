import type { Outputs } from "../../api.ts";

export type TagRule = Outputs["organizations"]["settings"]["tagRules"][number];

const TYPE = /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/;
const listOf = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** "Stage = dev, prod* on AWS::S3::Bucket" for each line; the values and the types may be left out. */
export function readTagRules(text: string): { rules: TagRule[]; problem: string | null } {
  const rules: TagRule[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, key = "", values, types] = /^\s*([^=]*?)\s*(?:=(.*?))?(?:\s+on\s+(AWS::.*))?$/.exec(line) ?? [];
    const strange = listOf(types).find((type) => !TYPE.test(type));
    if (key === "") return { rules, problem: `Line ${at + 1} names no tag.` };
    if (strange) return { rules, problem: `Line ${at + 1}: ${strange} is no type. Write one such as AWS::S3::Bucket.` };
    rules.push({ key, values: listOf(values), types: listOf(types) });
  }
  return { rules, problem: null };
}

export const writeTagRules = (rules: readonly TagRule[]) =>
  rules
    .map(({ key, values, types }) =>
      [key, values.length ? ` = ${values.join(", ")}` : "", types.length ? ` on ${types.join(", ")}` : ""].join(""),
    )
    .join("\n");
