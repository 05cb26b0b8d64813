/**
 * Credentials in environment variables. Only the variable's name and the kind of match leave this file, never a value.
 * Formats: AWS IAM "unique identifiers" (AKIA), GitHub "token formats", Slack "token types", Stripe "API keys", RFC 7468, RFC 7519.
 */
const VALUES: readonly (readonly [pattern: string, match: RegExp])[] = [
  ["aws-access-key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["private-key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["github-token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ["slack-token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ["stripe-key", /\b[sr]k_live_[A-Za-z0-9]{16,}\b/],
  ["google-api-key", /\bAIza[A-Za-z0-9_-]{35}\b/],
  ["jwt", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ["password-in-url", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:[^\s:@/]+@/i],
];

/** The variable says that it holds a secret … */
const NAMES =
  /(?:^|[_.-])(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRET_KEY|SECRET_ACCESS_KEY|PRIVATE_KEY|API_KEY|APIKEY|TOKEN)$/i;
/** … also as dbPassword or clientSecret … */
const CAMEL_NAMES = /[a-z](?:Password|Passwd|Passphrase|Secret|SecretKey|PrivateKey|ApiKey|Token)$/;
/** … unless its value only points to one: an ARN, a path, a URL, a resolve expression, a flag or a number. */
const REFERENCE = /^(?:arn:|\/|\.\/|https?:\/\/|\{\{resolve:|\$\{|(?:true|false|\d*)$)/i;

export type SecretMatch = { variable: string; pattern: string };

export function findSecrets(variables: Record<string, string> | undefined): SecretMatch[] {
  return Object.entries(variables ?? {})
    .flatMap(([variable, value]) => {
      const pattern = VALUES.find(([, match]) => match.test(value))?.[0];
      if (pattern) return [{ variable, pattern }];
      return (NAMES.test(variable) || CAMEL_NAMES.test(variable)) && !REFERENCE.test(value)
        ? [{ variable, pattern: "secret-by-name" }]
        : [];
    })
    .sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

export type LineMatch = { line: number; pattern: string };
/** `NAME=value`, `name: value` and `export NAME="value"`. */
const ASSIGNMENT = /^\s*(?:export\s+|set\s+|-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[=:]\s*["']?([^"'\s]+)/;
/** A whole script of 16 KB has fewer. */
const LINES_MAX = 20_000;

/** The same in free text, by line (from 1). */
export const findSecretLines = (text: string): LineMatch[] =>
  text.split("\n", LINES_MAX).flatMap((content, index) => {
    const [, name = "", value = ""] = ASSIGNMENT.exec(content) ?? [];
    const [found] = findSecrets({ line: content }).concat(name ? findSecrets({ [name]: value }) : []);
    return found ? [{ line: index + 1, pattern: found.pattern }] : [];
  });
