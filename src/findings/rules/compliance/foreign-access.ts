import { narrowingConditions, principals, type Statement } from "./policy-document.ts";

/**
 * The principals of an Allow that are neither the account itself nor bound to it: another account, everyone,
 * an identity provider, or a service that anyone's resource could make act (the confused deputy).
 */
export function foreignPrincipals(statement: Statement, accountId: string): string[] {
  const narrowed = narrowingConditions(statement);
  const boundToAccount = isBoundTo(statement, accountId);
  return principals(statement)
    .filter(({ kind, value }) => {
      if (kind === "Service") return !narrowed.some(([key]) => SOURCE_KEYS.includes(key));
      if (kind === "AWS" && value === "*") return !boundToAccount;
      if (kind === "AWS" && ORIGIN_ACCESS_IDENTITY.test(value)) return false;
      return accountOf(value) !== accountId;
    })
    .map(({ kind, value }) => (kind === "AWS" ? value : `${kind} ${value}`));
}

/** Whether a condition lets calls of this account through and of no other. */
export const isBoundTo = (statement: Statement, accountId: string): boolean =>
  narrowingConditions(statement).some(
    ([key, values]) => ACCOUNT_KEYS.includes(key) && values.every((value) => accountOf(value) === accountId),
  );

const ACCOUNT_KEYS = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceowner",
];
const SOURCE_KEYS = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];
/** CloudFront's older way to name one distribution; it lives in no customer account. */
const ORIGIN_ACCESS_IDENTITY = /^arn:aws[\w-]*:iam::cloudfront:user\/CloudFront Origin Access Identity /;

/** "123456789012" and "arn:aws:iam::123456789012:role/x" → the account; null when the text names none. */
export const accountOf = (principal: string): string | null =>
  /^\d{12}$/.test(principal) ? principal : (/^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/.exec(principal)?.[1] ?? null);

/** AWS principals of a statement that are not of this account: ids of accounts, or "*". */
export const foreignAccounts = (statement: Statement, accountId: string): string[] => [
  ...new Set(
    principals(statement)
      .filter(({ kind, value }) => kind === "AWS" && accountOf(value) !== accountId)
      .map(({ value }) => accountOf(value) ?? value),
  ),
];
