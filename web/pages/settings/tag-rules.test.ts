import { expect, test } from "bun:test";
import { readTagRules, writeTagRules } from "./tag-rules.ts";

test.each([
  ["Stage", { key: "Stage", values: [], types: [] }],
  ["Stage = dev, prod*", { key: "Stage", values: ["dev", "prod*"], types: [] }],
  ["Stage on AWS::S3::Bucket", { key: "Stage", values: [], types: ["AWS::S3::Bucket"] }],
  [
    "Data class = open, secret on AWS::S3::Bucket, AWS::RDS::DBInstance",
    { key: "Data class", values: ["open", "secret"], types: ["AWS::S3::Bucket", "AWS::RDS::DBInstance"] },
  ],
])("%s is read, and written as it was", (text, rule) => {
  expect(readTagRules(`\n${text}\n`)).toEqual({ rules: [rule], problem: null });
  expect(writeTagRules([rule])).toBe(text);
});

test.each([
  ["= dev", "names no tag"],
  ["a\nStage on AWS::S3", "Line 2: AWS::S3 is no type"],
])("%j is refused", (text, sentence) => expect(readTagRules(text).problem).toContain(sentence));
