import { type Aws, AwsError } from "../../ports/aws.ts";

const POLLS_MAX = 12;
const POLL_MS = 500;

export type CredentialRow = Record<string, string>;

/** IAM makes the report on demand, at most every four hours; it has one row for each user, and one for root. */
export async function readCredentialReport(aws: Aws, region: string): Promise<Map<string, CredentialRow>> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const { State } = await aws.call("iam:GenerateCredentialReport", {}, region);
    if (State === "COMPLETE") {
      const { Content } = await aws.call("iam:GetCredentialReport", {}, region);
      return parseReport(new TextDecoder().decode(Content));
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const message = "IAM is still making the credential report; the next discovery reads it.";
  throw new AwsError("invalid", "iam:GenerateCredentialReport", region, "ReportInProgress", message);
}

/** Name of the user → its row. No field holds a comma (IAM user guide, "Report format"). */
export function parseReport(csv: string): Map<string, CredentialRow> {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/);
  const names = header.split(",");
  return new Map(
    lines.map((line) => {
      const values = line.split(",");
      return [values[0] ?? "", Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]))];
    }),
  );
}

/** ISO text; null for "N/A", "no_information" and "not_supported". */
export const dateIn = (row: CredentialRow, field: string): string | null =>
  /^\d{4}-\d{2}-\d{2}T/.test(row[field] ?? "") ? (row[field] ?? null) : null;

/** Seconds since 1970, for what changes by itself and so is a metric. */
export const secondsIn = (row: CredentialRow, field: string): number | null => {
  const date = dateIn(row, field);
  return date === null ? null : Math.floor(Date.parse(date) / 1000);
};

/** The two access keys of a row; those that do not exist are left out. */
export const keysIn = (row: CredentialRow) =>
  [1, 2].flatMap((number) => {
    const isActive = row[`access_key_${number}_active`] === "true";
    const rotatedAt = dateIn(row, `access_key_${number}_last_rotated`);
    return isActive || rotatedAt ? [{ number, isActive, rotatedAt }] : [];
  });
