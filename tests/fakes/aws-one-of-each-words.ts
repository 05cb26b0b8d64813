import type { AwsCall, AwsCalls } from "../../src/ports/aws.ts";
import { ACCOUNT_ID as SAMPLE_ACCOUNT_ID } from "../../src/ports/aws-sample/company.ts";

export const REGION = "eu-west-1";
export const ACCOUNT = SAMPLE_ACCOUNT_ID;
export const AT = new Date("2026-03-01T08:00:00Z");
export const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "*", Resource: "*" }],
});
export const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

export type Answers = { [C in AwsCall]?: (input: AwsCalls[C]["input"]) => AwsCalls[C]["output"] };
