import { resourceType } from "../resource-type.ts";
import { readCredentialReport, secondsIn } from "./credential-report.ts";
import { allPages, attempt, discovered, mapReading, settle } from "./reading.ts";

const PAGES_MAX = 20;
const ROOT = "<root_account>";

export default resourceType({
  type: "AWS::IAM::RootUser",
  service: "iam",
  label: "Root user",
  where: "once",
  calls: [
    "iam:GetAccountSummary",
    "iam:ListVirtualMFADevices",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
  ],
  async list(aws, place) {
    const { region } = place;
    const summary = await attempt(async () => (await aws.call("iam:GetAccountSummary", {}, region)).SummaryMap ?? {});
    const virtual = await attempt(async () => {
      const devices = await allPages(PAGES_MAX, async (Marker) => {
        const answer = await aws.call("iam:ListVirtualMFADevices", { AssignmentStatus: "Assigned", Marker }, region);
        return { items: answer.VirtualMFADevices, next: answer.IsTruncated ? answer.Marker : undefined };
      });
      return devices.some(
        ({ SerialNumber = "", User }) =>
          SerialNumber.endsWith("mfa/root-account-mfa-device") || User?.Arn?.endsWith(":root"),
      );
    });
    const report = await attempt(() => readCredentialReport(aws, region));
    const row = "unread" in report ? undefined : report.value?.get(ROOT);
    const { config, unread } = settle({
      AccessKeysPresent: mapReading(summary, (map) => map.AccountAccessKeysPresent ?? null),
      MfaEnabled: mapReading(summary, (map) =>
        map.AccountMFAEnabled === undefined ? null : map.AccountMFAEnabled > 0,
      ),
      PasswordPresent: mapReading(summary, (map) =>
        map.AccountPasswordPresent === undefined ? true : map.AccountPasswordPresent > 0,
      ),
      HasVirtualMfa: virtual,
    });
    if (!row) unread.metrics = "unread" in report ? report.unread : "The credential report has no row for root.";
    const resource = discovered(place, {
      type: "AWS::IAM::RootUser",
      nativeId: "root",
      arn: `arn:${place.partition}:iam::${place.accountId}:root`,
      name: "Root user",
      tags: {},
      config,
      // Seconds since 1970; null = never.
      metrics: row
        ? {
            passwordUsedAt: secondsIn(row, "password_last_used"),
            key1UsedAt: secondsIn(row, "access_key_1_last_used_date"),
            key2UsedAt: secondsIn(row, "access_key_2_last_used_date"),
          }
        : {},
      unread,
    });
    return { resources: [resource], next: null };
  },
});
