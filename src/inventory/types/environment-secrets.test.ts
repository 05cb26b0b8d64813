import { expect, test } from "bun:test";
import { findSecrets } from "./environment-secrets.ts";

/** Put together here so that no scanner of this repository takes them for real ones. */
const AWS_KEY = `AKIA${"Q".repeat(16)}`;
const GITHUB = `ghp_${"a".repeat(36)}`;
const JWT = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2lnbmF0dXJl"].join(".");

const TABLE: [variable: string, value: string, pattern: string | null][] = [
  ["KEY_ID", AWS_KEY, "aws-access-key"],
  ["X", `prefix ${AWS_KEY} suffix`, "aws-access-key"],
  ["PEM", "-----BEGIN RSA PRIVATE KEY-----\nabc", "private-key"],
  ["TOKEN", GITHUB, "github-token"],
  ["HOOK", `xoxb-${"1".repeat(12)}`, "slack-token"],
  ["PAY", `sk_live_${"a".repeat(24)}`, "stripe-key"],
  ["SESSION", JWT, "jwt"],
  ["DATABASE_URL", "postgres://app:hunter2@db.internal/app", "password-in-url"],
  ["DB_PASSWORD", "hunter2", "secret-by-name"],
  ["db_password", "hunter2", "secret-by-name"],
  ["API_KEY", "abc", "secret-by-name"],
  ["NPM_TOKEN", "abc", "secret-by-name"],
  ["spring.datasource.password", "hunter2", "secret-by-name"],
  ["dbPassword", "hunter2", "secret-by-name"],
  ["tokenizer", "bpe", null],
  ["compassword", "off", null],
  ["DB_PASSWORD", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db", null],
  ["DB_PASSWORD", "/prod/db/password", null],
  ["DB_PASSWORD", "{{resolve:secretsmanager:db}}", null],
  ["DB_PASSWORD", "", null],
  ["PASSWORD_LENGTH", "20", null],
  ["SECRET_NAME", "prod/db", null],
  ["LOG_LEVEL", "debug", null],
  ["DATABASE_URL", "postgres://db.internal/app", null],
  ["TABLE", "AKIA-shop", null],
];

test("secrets are found by format or by name, references are not", () => {
  for (const [variable, value, pattern] of TABLE) {
    expect({ variable, value, found: findSecrets({ [variable]: value }) }).toEqual({
      variable,
      value,
      found: pattern ? [{ variable, pattern }] : [],
    });
  }
});

test("no value leaves the scan", () => {
  for (const [variable, value] of TABLE)
    if (value.length > 4) expect(JSON.stringify(findSecrets({ [variable]: value }))).not.toContain(value);
});
